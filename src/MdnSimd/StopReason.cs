namespace MdnSimd;

/// <summary>Why training ended.</summary>
public enum StopReason
{
    /// <summary>All epochs are done.</summary>
    Completed,

    /// <summary>The validation loss had not improved for as many epochs as the patience allows.</summary>
    EarlyStopped,

    /// <summary>The caller cancelled; the best parameters so far are kept.</summary>
    Cancelled,

    /// <summary>
    /// Step after step met values that are not finite, or the last loss was not; the best parameters so far are kept, or those
    /// of the start.
    /// </summary>
    Diverged,
}
