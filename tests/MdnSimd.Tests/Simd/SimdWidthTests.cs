using System.Runtime.Intrinsics;
using MdnSimd.Simd;

namespace MdnSimd.Tests.Simd;

public class SimdWidthTests
{
    [Fact]
    public void Without_a_request_the_widest_width_in_hardware_is_chosen()
    {
        int widest = Vector512.IsHardwareAccelerated ? 512 : Vector256.IsHardwareAccelerated ? 256 : 128;
        Assert.Equal(widest, SimdWidth.Choose(null));
        Assert.Equal(widest, SimdWidth.Choose(""));
    }

    [Theory]
    [InlineData("512", 512)]
    [InlineData("256", 256)]
    [InlineData("128", 128)]
    public void A_request_is_a_ceiling(string requested, int bits)
    {
        int widest = SimdWidth.Choose(null);
        Assert.Equal(Math.Min(bits, widest), SimdWidth.Choose(requested));
    }

    [Fact]
    public void The_environment_variable_decides_what_this_process_uses() =>
        Assert.Equal(SimdWidth.Choose(Environment.GetEnvironmentVariable(SimdWidth.Variable)), SimdWidth.Bits);

    [Theory]
    [InlineData("64")]
    [InlineData("wide")]
    public void Anything_else_is_refused_by_name(string requested)
    {
        InvalidOperationException error = Assert.Throws<InvalidOperationException>(() => SimdWidth.Choose(requested));
        Assert.Contains(SimdWidth.Variable, error.Message, StringComparison.Ordinal);
        Assert.Contains(requested, error.Message, StringComparison.Ordinal);
    }
}
