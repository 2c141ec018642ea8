using System.ComponentModel.DataAnnotations;
using LocalRag.Settings;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace LocalRag.Tests.Settings;

public sealed partial class SettingsCatalogTests
{
    [Fact]
    public void List_NothingSet_GivesDefaults()
    {
        Setting setting = Find("Sample:Count");

        Assert.Equal(("4", "4", "default"), (setting.Value, setting.DefaultValue, setting.Source));
    }

    [Fact]
    public void List_SetByFile_NamesThePath()
    {
        string file = Path.Combine(Path.GetTempPath(), $"{Guid.NewGuid():N}.json");
        File.WriteAllText(file, """{ "LocalRag": { "Sample": { "Count": 7 } } }""");

        Setting setting = Find("Sample:Count", new ConfigurationBuilder().AddJsonFile(file).Build());
        File.Delete(file);

        Assert.Equal(("7", "4", file), (setting.Value, setting.DefaultValue, setting.Source));
    }

    [Fact]
    public void List_SetByEnvironment_NamesTheVariable()
    {
        const string variable = "LOCALRAGTEST_LocalRag__Sample__Count";
        Environment.SetEnvironmentVariable(variable, "9");

        Setting setting = Find("Sample:Count", new ConfigurationBuilder().AddEnvironmentVariables("LOCALRAGTEST_").Build());
        Environment.SetEnvironmentVariable(variable, null);

        Assert.Equal(("9", $"environment variable {variable}"), (setting.Value, setting.Source));
    }

    [Fact]
    public void List_SetTwice_NamesTheLaterSource()
    {
        IConfigurationRoot configuration = new ConfigurationBuilder()
            .AddInMemoryCollection([new("LocalRag:Sample:Count", "5")])
            .Add(new NamedSource("a plugin", "LocalRag:Sample:Count", "6"))
            .Build();

        Setting setting = Find("Sample:Count", configuration);

        Assert.Equal(("6", "a plugin"), (setting.Value, setting.Source));
    }

    [Fact]
    public void List_SetInCode_SaysSo()
    {
        using ServiceProvider services = Build(Configure(), builder => builder.Services.Configure<SampleOptions>(options => options.Count = 8));

        Setting setting = services.GetRequiredService<SettingsCatalog>().List().Single(setting => setting.Key == "Sample:Count");

        Assert.Equal(("8", "application code"), (setting.Value, setting.Source));
    }

    [Fact]
    public void List_ListValue_JoinsItsItems()
    {
        Setting setting = Find("Sample:Names", Configure(("Sample:Names:0", "a"), ("Sample:Names:1", "b")));

        Assert.Equal(("a, b", "application code"), (setting.Value, setting.Source));
    }

    [Fact]
    public void List_NestedClass_HasKeysOfItsOwn() => Assert.Equal("1.5", Find("Sample:Inner:Weight").Value);

    [Fact]
    public void List_DocumentedProperty_TellsWhatItIsFor() =>
        Assert.Equal("The folder that holds the index and whatever else the host writes.", Find("DataDirectory").Summary);

    [Theory]
    [InlineData("Sample:Count", "a whole number from 1 to 64")]
    [InlineData("Sample:Share", "a number, more than 0 and at most 1")]
    [InlineData("Sample:Least", "a whole number, at least 2")]
    [InlineData("Sample:Mode", "one of Slow, Fast")]
    [InlineData("Sample:Enabled", "true or false")]
    [InlineData("Sample:Name", "a text")]
    public void List_Setting_TellsWhatIsAllowed(string key, string allowed) => Assert.Equal(allowed, Find(key).Allowed);

    [Fact]
    public void FindProblems_SoundSettings_FindsNone() =>
        Assert.Empty(FindProblems(("Sample:Count", "64"), ("Sample:Names:0", "x"), ("sample:mode", "fast")));

    [Fact]
    public void FindProblems_MistypedKey_NamesItsSourceAndTheNearest() => Assert.Equal(
        "There is no setting Sample:Cuont (application code). Did you mean Sample:Count?",
        Assert.Single(FindProblems(("Sample:Cuont", "3"))));

    [Fact]
    public void FindProblems_KeyInTheWrongSection_NamesTheRightOne() => Assert.Equal(
        "There is no setting Other:Count (application code). Did you mean Sample:Count?",
        Assert.Single(FindProblems(("Other:Count", "3"))));

    [Fact]
    public void FindProblems_KeyBelowAPlainValue_IsUnknown() => Assert.StartsWith(
        "There is no setting Sample:Count:0 ", Assert.Single(FindProblems(("Sample:Count:0", "3"))), StringComparison.Ordinal);

    [Fact]
    public void FindProblems_UnreadableValue_TellsWhatItMustBe() => Assert.Equal(
        "Sample:Count is \"many\" (application code): must be a whole number from 1 to 64.",
        Assert.Single(FindProblems(("Sample:Count", "many"))));

    [Fact]
    public void FindProblems_ValueOutOfRange_TellsTheRange() => Assert.Equal(
        "Sample:Count is \"65\" (application code): must be a whole number from 1 to 64.",
        Assert.Single(FindProblems(("Sample:Count", "65"))));

    [Fact]
    public void FindProblems_SeveralMistakes_NamesAll() =>
        Assert.Equal(3, FindProblems(("Sample:Count", "65"), ("Sample:Share", "0"), ("Nonsense", "1")).Count);

    [Fact]
    public void Validate_AnyProblem_Throws()
    {
        using ServiceProvider services = Build(Configure(("Sample:Count", "65")));

        SettingsException exception = Assert.Throws<SettingsException>(services.GetRequiredService<SettingsCatalog>().Validate);

        Assert.Single(exception.Problems);
    }

    private static Setting Find(string key, IConfigurationRoot? configuration = null)
    {
        using ServiceProvider services = Build(configuration ?? Configure());
        return services.GetRequiredService<SettingsCatalog>().List().Single(setting => setting.Key == key);
    }

    private static IReadOnlyList<string> FindProblems(params (string Key, string Value)[] values)
    {
        using ServiceProvider services = Build(Configure(values));
        return services.GetRequiredService<SettingsCatalog>().FindProblems();
    }

    private static IConfigurationRoot Configure(params (string Key, string Value)[] values) => new ConfigurationBuilder()
        .AddInMemoryCollection(values.Select(value => new KeyValuePair<string, string?>($"LocalRag:{value.Key}", value.Value)))
        .Build();

    private static ServiceProvider Build(IConfigurationRoot configuration, Action<ILocalRagBuilder>? configure = null)
    {
        ServiceCollection services = new();
        ILocalRagBuilder builder = services.AddLocalRag(configuration).AddSettings<SampleOptions, SampleOptionsValidator>("Sample");
        configure?.Invoke(builder);
        return services.BuildServiceProvider(validateScopes: true);
    }

    internal enum SampleMode
    {
        Slow,
        Fast,
    }

    internal sealed class SampleOptions
    {
        [Range(1, 64)]
        public int Count { get; set; } = 4;

        [Range(0.0, 1.0, MinimumIsExclusive = true)]
        public double Share { get; set; } = 0.5;

        [Range(2, int.MaxValue)]
        public int Least { get; set; } = 2;

        public SampleMode Mode { get; set; }

        public bool Enabled { get; set; }

        public string Name { get; set; } = string.Empty;

        public IList<string> Names { get; set; } = [];

        public InnerOptions Inner { get; set; } = new();
    }

    internal sealed class InnerOptions
    {
        public double Weight { get; set; } = 1.5;
    }

    [OptionsValidator]
    internal sealed partial class SampleOptionsValidator : IValidateOptions<SampleOptions>;

    private sealed class NamedSource(string name, string key, string value) : IConfigurationSource
    {
        public IConfigurationProvider Build(IConfigurationBuilder builder) => new Provider(name, key, value);

        private sealed class Provider : ConfigurationProvider
        {
            private readonly string _name;

            public Provider(string name, string key, string value)
            {
                _name = name;
                Set(key, value);
            }

            public override string ToString() => _name;
        }
    }
}
