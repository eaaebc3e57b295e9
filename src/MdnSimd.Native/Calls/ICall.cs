namespace MdnSimd.Native.Calls;

/// <summary>What a function of the interface does once it is called: a struct, so that nothing is allocated for it.</summary>
internal interface ICall
{
    /// <summary>Does it, or throws.</summary>
    void Run();
}
