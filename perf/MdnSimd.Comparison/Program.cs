using MdnSimd.Comparison;
using MdnSimd.Comparison.Measurement;
using MdnSimd.Comparison.Tables;
using MdnSimd.Comparison.Workloads;

// perf/compare.sh builds and runs this; see docs/performance.md.
try
{
    Arguments arguments = Arguments.Parse(args);
    using Setting setting = new(arguments.Quick);
    List<Section> sections = [];
    foreach ((string key, Func<Setting, Section> run) in Plan.Sections)
    {
        if (arguments.Includes(key))
        {
            Section section = run(setting);
            Console.WriteLine($"{key}\n{section.Markdown}");
            sections.Add(section);
        }
    }

    Console.WriteLine(Machine.Describe(setting));
    if (arguments.Json is string json)
    {
        JsonRows.Write(json, sections);
    }

    if (arguments.Document is string document)
    {
        Document.Write(document, "machine", Machine.Describe(setting));
        sections.ForEach(section => Document.Write(document, section.Key, section.Markdown));
    }

    if (arguments.Readme is string readme)
    {
        Document.Write(readme, "comparison", Summary.Markdown(sections, Machine.Describe(setting)));
    }

    return 0;
}
catch (Exception error) when (error is MismatchException or ArgumentException or InvalidOperationException or DllNotFoundException)
{
    Console.Error.WriteLine(error.Message);
    return 1;
}
