using System.Numerics;

namespace MdnSimd;

/// <summary>The model that a fit found, and what happened on the way.</summary>
/// <param name="Model">The model with the best parameters.</param>
/// <param name="Report">What happened.</param>
public sealed record FitResult<T>(MdnModel<T> Model, FitReport Report)
    where T : unmanaged, IBinaryFloatingPointIeee754<T>;
