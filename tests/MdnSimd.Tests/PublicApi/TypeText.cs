using System.Globalization;
using System.Reflection;
using System.Runtime.CompilerServices;

namespace MdnSimd.Tests.PublicApi;

/// <summary>Types as C# writes them, nullability, constraints and defaults included.</summary>
internal static class TypeText
{
    private static readonly Dictionary<Type, string> Keywords = new()
    {
        [typeof(void)] = "void",
        [typeof(bool)] = "bool",
        [typeof(byte)] = "byte",
        [typeof(int)] = "int",
        [typeof(long)] = "long",
        [typeof(ulong)] = "ulong",
        [typeof(float)] = "float",
        [typeof(double)] = "double",
        [typeof(string)] = "string",
        [typeof(object)] = "object",
    };

    private static readonly NullabilityInfoContext Nullability = new();

    /// <summary>The type of a field.</summary>
    public static string Of(FieldInfo field) => Of(field.FieldType, Nullability.Create(field));

    /// <summary>The type of a property.</summary>
    public static string Of(PropertyInfo property) => Reference(property.PropertyType, Has(property, nameof(IsReadOnlyAttribute)))
        + Of(property.PropertyType, Nullability.Create(property));

    /// <summary>A parameter with its name and default, or the type that a method returns.</summary>
    public static string Of(ParameterInfo parameter)
    {
        Type type = parameter.ParameterType;
        string text = Of(type, Nullability.Create(parameter));
        if (parameter.Position < 0)
        {
            return Reference(type, parameter.GetRequiredCustomModifiers().Any(one => one.Name == "InAttribute")) + text;
        }

        string passed = !type.IsByRef ? "" : parameter.IsOut ? "out " : parameter.IsIn ? "in " : "ref ";
        string list = Has(parameter, nameof(ParamArrayAttribute)) || Has(parameter, "ParamCollectionAttribute") ? "params " : "";
        string scope = Has(parameter, "ScopedRefAttribute") ? "scoped " : "";
        string value = !parameter.HasDefaultValue ? ""
            : parameter.RawDefaultValue is null && type.IsValueType && Nullable.GetUnderlyingType(type) is null ? " = default"
            : $" = {Value(type.IsEnum ? Enum.ToObject(type, parameter.RawDefaultValue!) : parameter.RawDefaultValue)}";
        return $"{scope}{list}{passed}{text} {parameter.Name}{value}";
    }

    /// <summary>A type alone.</summary>
    public static string Of(Type type) => Of(type, null);

    /// <summary>The name of a type without its arguments.</summary>
    public static string Name(Type type) => Keywords.TryGetValue(type, out string? keyword) ? keyword
        : (type.IsNested && !type.IsGenericParameter ? Name(type.DeclaringType!) + "." : "") + type.Name.Split('`')[0];

    /// <summary>What type parameters must be, for those of which anything is asked.</summary>
    public static string Constraints(Type[] parameters) => string.Concat(parameters.Where(parameter => parameter.IsGenericParameter).Select(parameter =>
    {
        GenericParameterAttributes attributes = parameter.GenericParameterAttributes;
        bool isUnmanaged = Has(parameter, "IsUnmanagedAttribute");
        List<string> all = [];
        if (isUnmanaged)
        {
            all.Add("unmanaged");
        }
        else if (attributes.HasFlag(GenericParameterAttributes.NotNullableValueTypeConstraint))
        {
            all.Add("struct");
        }
        else if (attributes.HasFlag(GenericParameterAttributes.ReferenceTypeConstraint))
        {
            all.Add("class");
        }

        all.AddRange(parameter.GetGenericParameterConstraints().Where(type => type != typeof(ValueType)).Select(Of).Order(StringComparer.Ordinal));
        return all.Count == 0 ? "" : $" where {parameter.Name} : {string.Join(", ", all)}";
    }));

    /// <summary>A constant.</summary>
    public static string Value(object? value) => value switch
    {
        null => "null",
        string text => $"\"{text}\"",
        bool truth => truth ? "true" : "false",
        Enum one => $"{one.GetType().Name}.{one}",
        _ => Convert.ToString(value, CultureInfo.InvariantCulture)!,
    };

    private static string Of(Type type, NullabilityInfo? nullability)
    {
        if (type.IsByRef)
        {
            return Of(type.GetElementType()!, nullability?.ElementType ?? nullability);
        }

        if (Nullable.GetUnderlyingType(type) is Type value)
        {
            return Of(value) + "?";
        }

        bool isNull = !type.IsValueType && !type.IsGenericParameter && nullability?.ReadState == NullabilityState.Nullable;
        string mark = isNull ? "?" : "";
        if (type.IsArray)
        {
            return $"{Of(type.GetElementType()!, nullability?.ElementType)}[{new string(',', type.GetArrayRank() - 1)}]{mark}";
        }

        if (type.IsPointer)
        {
            return Of(type.GetElementType()!) + "*";
        }

        Type[] arguments = type.GetGenericArguments();
        NullabilityInfo[]? inner = nullability?.GenericTypeArguments;
        IEnumerable<string> texts = arguments.Select((argument, i) => Of(argument, inner is not null && i < inner.Length ? inner[i] : null));
        return Name(type) + (arguments.Length > 0 ? $"<{string.Join(", ", texts)}>" : "") + mark;
    }

    private static string Reference(Type type, bool isReadOnly) => type.IsByRef ? isReadOnly ? "ref readonly " : "ref " : "";

    private static bool Has(ICustomAttributeProvider provider, string attribute) =>
        provider.GetCustomAttributes(inherit: false).Any(one => one.GetType().Name == attribute);
}
