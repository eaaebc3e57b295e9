using System.Numerics;
using System.Runtime.CompilerServices;
using MdnSimd.Memory;

namespace MdnSimd.Tests.Memory;

public sealed class WorkspacePlanOfFloatTests : WorkspacePlanTests<float>;

public sealed class WorkspacePlanOfDoubleTests : WorkspacePlanTests<double>;

public abstract class WorkspacePlanTests<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    [Fact]
    public void Slices_of_all_sizes_start_on_cache_lines_and_share_none()
    {
        WorkspacePlan<T> plan = default;
        List<Slice> slices = [];
        for (int elements = 0; elements < 70; elements++)
        {
            slices.Add(plan.Add(elements));
            slices.Add(plan.Add(rows: 3, stride: elements));
        }

        using AlignedBuffer<T> memory = AlignedPool.Rent<T>(plan.Length);
        for (int i = 0; i < slices.Count; i++)
        {
            Assert.Equal(i % 2 == 0 ? i / 2 : 3 * (i / 2), slices[i].Length);
            Assert.Equal(0, slices[i].Offset * Unsafe.SizeOf<T>() % AlignedPool.Alignment);
            slices[i].Of(memory).Fill(T.CreateChecked(i + 1));
        }

        for (int i = 0; i < slices.Count; i++)
        {
            Assert.False(slices[i].Of(memory).ContainsAnyExcept(T.CreateChecked(i + 1)), $"slice {i} has been overwritten");
        }

        Assert.Equal(slices.Sum(slice => WorkspacePlan<T>.Pad(slice.Length)), plan.Length);
    }

    [Fact]
    public void Padding_goes_up_to_whole_lines_of_64_bytes()
    {
        int granule = WorkspacePlan<T>.Granule;
        Assert.Equal(64, granule * Unsafe.SizeOf<T>());
        Assert.Equal(0, WorkspacePlan<T>.Pad(0));
        Assert.Equal(granule, WorkspacePlan<T>.Pad(1));
        Assert.Equal(granule, WorkspacePlan<T>.Pad(granule));
        Assert.Equal(2 * granule, WorkspacePlan<T>.Pad(granule + 1));
    }

    [Fact]
    public void A_plan_that_no_array_holds_overflows_instead_of_wrapping_around()
    {
        WorkspacePlan<T> plan = default;
        Assert.Throws<OverflowException>(() => WorkspacePlan<T>.Pad(int.MaxValue));
        Assert.Throws<OverflowException>(() => plan.Add(1 << 16, 1 << 16));
        plan.Add(1 << 30);
        Assert.Throws<OverflowException>(() => plan.Add(1 << 30));
    }

    [Fact]
    public void A_slice_that_does_not_lie_in_the_memory_is_refused()
    {
        using AlignedBuffer<T> memory = AlignedPool.Rent<T>(10);
        Assert.Throws<ArgumentOutOfRangeException>(() => new Slice(8, 3).Of(memory).Length);
    }
}
