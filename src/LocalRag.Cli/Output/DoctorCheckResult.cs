namespace LocalRag.Cli.Output;

/// <summary>One check of <c>doctor</c>.</summary>
/// <param name="Check">What was looked at.</param>
/// <param name="Status">One of <c>ok</c>, <c>warn</c> and <c>fail</c>.</param>
/// <param name="Detail">What was found.</param>
/// <param name="Fix">What to do about it; null where all is well.</param>
internal sealed record DoctorCheckResult(string Check, string Status, string Detail, string? Fix)
{
    public const string StatusOk = "ok";
    public const string StatusWarn = "warn";
    public const string StatusFail = "fail";

    public static DoctorCheckResult Ok(string check, string detail) => new(check, StatusOk, detail, null);

    public static DoctorCheckResult Warn(string check, string detail, string? fix) => new(check, StatusWarn, detail, fix);

    public static DoctorCheckResult Fail(string check, string detail, string? fix) => new(check, StatusFail, detail, fix);
}
