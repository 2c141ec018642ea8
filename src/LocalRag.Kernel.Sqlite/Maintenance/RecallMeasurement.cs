namespace LocalRag.Sqlite.Maintenance;

/// <summary>How many of the truly nearest chunks the searches of an index find.</summary>
/// <param name="Queries">How many chunks of the index were used as questions.</param>
/// <param name="Vectors">Among how many vectors they were looked for.</param>
/// <param name="RecallAt10">The share of the ten nearest other chunks, by exact comparison of full vectors, that a search returned.</param>
/// <param name="Codes">What the search compared: <c>bits</c> or <c>bytes</c> per dimension.</param>
public sealed record RecallMeasurement(int Queries, long Vectors, double RecallAt10, string Codes);
