using System.Globalization;
using System.Reflection;
using System.Text.Json;
using BenchmarkDotNet.Attributes;

namespace MdnSimd.Benchmarks;

/// <summary>
/// Runs every benchmark for every combination of its parameters and holds the bytes it allocates to a committed file. Takes no
/// times, so it can run anywhere.
/// </summary>
internal static class AllocationCheck
{
    /// <summary>Calls before the first that counts: until types are loaded and code is compiled for good.</summary>
    private const int WarmupCalls = 40;

    private const int Calls = 4;

    /// <summary>The runtime allocates now and then for itself; what a benchmark allocates comes back in every attempt.</summary>
    private const int Attempts = 8;

    /// <summary>Compares all benchmarks with the file, which has an object of "Class.Method": bytes per call.</summary>
    /// <returns>0 if they agree, 1 if one allocates more or the two lists differ.</returns>
    public static int Run(string file)
    {
        Dictionary<string, long> expected = JsonSerializer.Deserialize<Dictionary<string, long>>(File.ReadAllText(file))
            ?? throw new InvalidDataException($"{file}: expected an object of benchmarks and bytes");
        Dictionary<string, long> measured = Measure();
        int faults = 0;
        foreach ((string name, long bytes) in measured)
        {
            if (!expected.TryGetValue(name, out long allowed))
            {
                Fault($"{name} is not in {file}; it allocates {bytes} bytes");
            }
            else if (bytes > allowed)
            {
                Fault($"{name} allocates {bytes} bytes: expected {allowed}");
            }
        }

        foreach (string name in expected.Keys.Except(measured.Keys))
        {
            Fault($"{name} is in {file} but is no benchmark");
        }

        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture, $"{measured.Count} benchmarks, the most allocated by a call: {measured.Values.Max()} bytes"));
        return faults == 0 ? 0 : 1;

        void Fault(string message)
        {
            faults++;
            Console.Error.WriteLine(message);
        }
    }

    /// <summary>The most bytes that a call of each benchmark allocates, over all parameters.</summary>
    private static Dictionary<string, long> Measure()
    {
        Dictionary<string, long> bytes = [];
        foreach (Type type in typeof(AllocationCheck).Assembly.GetTypes().Where(type => !type.IsAbstract && Benchmarks(type).Any()))
        {
            foreach (MethodInfo benchmark in Benchmarks(type))
            {
                bytes[$"{type.Name}.{benchmark.Name}"] = Instances(type).Max(instance => BytesOf(instance, benchmark));
            }
        }

        return bytes;
    }

    private static IEnumerable<MethodInfo> Benchmarks(Type type) =>
        type.GetMethods().Where(method => method.GetCustomAttribute<BenchmarkAttribute>() is not null);

    /// <summary>One instance for every combination of parameters.</summary>
    private static IEnumerable<object> Instances(Type type)
    {
        IEnumerable<Action<object>[]> combinations = [[]];
        foreach (PropertyInfo property in type.GetProperties())
        {
            if (property.GetCustomAttribute<ParamsAttribute>() is { } parameters)
            {
                combinations = combinations.SelectMany(chosen => parameters.Values.Select(
                    value => (Action<object>[])[.. chosen, instance => property.SetValue(instance, value)]));
            }
        }

        return combinations.Select(chosen =>
        {
            object instance = Activator.CreateInstance(type)!;
            Array.ForEach(chosen, set => set(instance));
            return instance;
        });
    }

    private static long BytesOf(object instance, MethodInfo benchmark)
    {
        Invoke<GlobalSetupAttribute>(instance);
        Action call = Caller(instance, benchmark);
        for (int i = 0; i < WarmupCalls; i++)
        {
            call();
        }

        long least = long.MaxValue;
        for (int attempt = 0; attempt < Attempts && least != 0; attempt++)
        {
            long before = GC.GetTotalAllocatedBytes(precise: true);
            for (int i = 0; i < Calls; i++)
            {
                call();
            }

            least = Math.Min(least, GC.GetTotalAllocatedBytes(precise: true) - before);
        }

        Invoke<GlobalCleanupAttribute>(instance);
        return (least + Calls - 1) / Calls;
    }

    private static void Invoke<TAttribute>(object instance)
        where TAttribute : Attribute
    {
        foreach (MethodInfo method in instance.GetType().GetMethods().Where(method => method.GetCustomAttribute<TAttribute>() is not null))
        {
            method.Invoke(instance, null);
        }
    }

    /// <summary>A call without reflection, which would box what a benchmark returns.</summary>
    private static Action Caller(object instance, MethodInfo benchmark)
    {
        if (benchmark.ReturnType == typeof(void))
        {
            return benchmark.CreateDelegate<Action>(instance);
        }

        MethodInfo wrap = typeof(AllocationCheck).GetMethod(nameof(Wrap), BindingFlags.NonPublic | BindingFlags.Static)!;
        return (Action)wrap.MakeGenericMethod(benchmark.ReturnType).Invoke(null, [instance, benchmark])!;
    }

    private static Action Wrap<TResult>(object instance, MethodInfo benchmark)
    {
        Func<TResult> call = benchmark.CreateDelegate<Func<TResult>>(instance);
        return () => call();
    }
}
