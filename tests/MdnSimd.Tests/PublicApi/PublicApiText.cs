using System.Globalization;
using System.Reflection;
using System.Runtime.CompilerServices;
using System.Text;

namespace MdnSimd.Tests.PublicApi;

/// <summary>What an assembly offers to others, as C# would declare it: a line per member, sorted, so that a difference shows what changed.</summary>
internal static class PublicApiText
{
    private const BindingFlags Declared =
        BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly;

    /// <summary>The text of an assembly.</summary>
    public static string Of(Assembly assembly)
    {
        StringBuilder text = new();
        foreach (IGrouping<string?, Type> space in assembly.GetExportedTypes().GroupBy(type => type.Namespace).OrderBy(space => space.Key, StringComparer.Ordinal))
        {
            text.Append(CultureInfo.InvariantCulture, $"namespace {space.Key}\n");
            foreach (Type type in space.OrderBy(type => type.FullName, StringComparer.Ordinal))
            {
                text.Append(CultureInfo.InvariantCulture, $"\n{Of(type)}");
            }

            text.Append('\n');
        }

        return text.ToString().TrimEnd('\n') + '\n';
    }

    /// <summary>The text of a type.</summary>
    public static string Of(Type type) => string.Concat(Members(type).Select(member => $"    {member}\n").Prepend(Header(type) + '\n'));

    private static string Header(Type type)
    {
        bool isRecord = type.GetMethod("<Clone>$") is not null;
        string kind = type switch
        {
            { IsEnum: true } => "enum",
            { IsInterface: true } => "interface",
            { IsValueType: true } => $"{(Has<IsReadOnlyAttribute>(type) ? "readonly " : "")}{(type.IsByRefLike ? "ref " : "")}struct",
            { IsAbstract: true, IsSealed: true } => "static class",
            _ => $"{(type.IsAbstract ? "abstract " : type.IsSealed ? "sealed " : "")}{(isRecord ? "record" : "class")}",
        };
        IEnumerable<Type> bases = type.GetInterfaces().Where(own => own.IsPublic && type.BaseType?.GetInterfaces().Contains(own) != true);
        if (type.IsEnum)
        {
            bases = Enum.GetUnderlyingType(type) == typeof(int) ? [] : [Enum.GetUnderlyingType(type)];
        }
        else if (type.IsClass && type.BaseType != typeof(object))
        {
            bases = bases.Prepend(type.BaseType!);
        }

        string[] names = [.. bases.Select(TypeText.Of)];
        return $"public {kind} {TypeText.Of(type)}{(names.Length > 0 ? " : " + string.Join(", ", names) : "")}{TypeText.Constraints(type.GetGenericArguments())}";
    }

    private static IEnumerable<string> Members(Type type)
    {
        if (type.IsEnum)
        {
            return Enum.GetNames(type).Select(name => $"{name} = {Convert.ToInt64(Enum.Parse(type, name), CultureInfo.InvariantCulture)}");
        }

        return
        [
            .. Lines(type.GetFields(Declared), field => IsOffered(field.IsPublic, field.IsFamily, field), Field),
            .. Lines(type.GetConstructors(Declared), IsOffered, one => $"{Access(one)}{TypeText.Name(type)}({Parameters(one)})"),
            .. Lines(type.GetProperties(Declared), one => one.GetAccessors(true).Any(IsOffered), Property),
            .. Lines(type.GetMethods(Declared), one => IsOffered(one) && (!one.IsSpecialName || IsOperator(one)), Method),
        ];
    }

    private static IEnumerable<string> Lines<TMember>(IEnumerable<TMember> members, Func<TMember, bool> isOffered, Func<TMember, string> text)
        where TMember : MemberInfo =>
        members.Where(isOffered).OrderBy(member => member.Name, StringComparer.Ordinal).ThenBy(text, StringComparer.Ordinal).Select(text);

    private static string Field(FieldInfo field) => field.IsLiteral
        ? $"public const {TypeText.Of(field)} {field.Name} = {TypeText.Value(field.GetRawConstantValue())}"
        : $"public {(field.IsStatic ? "static " : "")}{(field.IsInitOnly ? "readonly " : "")}{TypeText.Of(field)} {field.Name}";

    private static string Property(PropertyInfo property)
    {
        (MethodInfo? getter, MethodInfo? setter) = (property.GetMethod, property.SetMethod);
        ParameterInfo[] indices = property.GetIndexParameters();
        string name = indices.Length > 0 ? $"this[{string.Join(", ", indices.Select(TypeText.Of))}]" : property.Name;
        string get = getter is not null && IsOffered(getter) ? " get;" : "";
        bool isInit = setter?.ReturnParameter.GetRequiredCustomModifiers().Contains(typeof(IsExternalInit)) == true;
        string set = setter is not null && IsOffered(setter) ? isInit ? " init;" : " set;" : "";
        string required = Has<RequiredMemberAttribute>(property) ? "required " : "";
        return $"{Access((getter ?? setter)!)}{required}{TypeText.Of(property)} {name} {{{get}{set} }}";
    }

    private static string Method(MethodInfo method)
    {
        string generics = method.IsGenericMethod ? $"<{string.Join(", ", method.GetGenericArguments().Select(TypeText.Of))}>" : "";
        string name = IsOperator(method) ? $"operator {method.Name[3..]}" : method.Name;
        return $"{Access(method)}{TypeText.Of(method.ReturnParameter)} {name}{generics}({Parameters(method)}){TypeText.Constraints(method.GetGenericArguments())}";
    }

    private static string Parameters(MethodBase method) =>
        (Has<ExtensionAttribute>(method) ? "this " : "") + string.Join(", ", method.GetParameters().Select(TypeText.Of));

    private static string Access(MethodBase method)
    {
        bool overrides = method is MethodInfo { IsVirtual: true } own && own.GetBaseDefinition() != own;
        string kind = method switch
        {
            { IsStatic: true } => "static ",
            { DeclaringType.IsInterface: true } => "",
            _ when overrides => "override ",
            { IsAbstract: true } => "abstract ",
            { IsVirtual: true, IsFinal: false } => "virtual ",
            _ => "",
        };
        return (method.IsPublic ? "public " : "protected ") + kind;
    }

    private static bool IsOffered(MethodBase method) => IsOffered(method.IsPublic, method.IsFamily || method.IsFamilyOrAssembly, method);

    /// <summary>Whether others can use it. What the compiler adds to a record says nothing that "record" does not.</summary>
    private static bool IsOffered(bool isPublic, bool isProtected, MemberInfo member) =>
        (isPublic || (isProtected && !member.DeclaringType!.IsSealed))
        && !(Has<CompilerGeneratedAttribute>(member) && member.DeclaringType!.GetMethod("<Clone>$") is not null && !IsAccessor(member))
        && !member.Name.Contains('<', StringComparison.Ordinal);

    private static bool IsOperator(MethodInfo method) => method.IsSpecialName && method.Name.StartsWith("op_", StringComparison.Ordinal);

    private static bool IsAccessor(MemberInfo member) =>
        member is MethodInfo { IsSpecialName: true } && (member.Name.StartsWith("get_", StringComparison.Ordinal) || member.Name.StartsWith("set_", StringComparison.Ordinal));

    private static bool Has<TAttribute>(MemberInfo member)
        where TAttribute : Attribute => member.IsDefined(typeof(TAttribute), inherit: false);
}
