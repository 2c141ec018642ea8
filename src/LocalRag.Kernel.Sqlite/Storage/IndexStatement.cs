using System.Buffers;
using System.Text;
using SQLitePCL;

namespace LocalRag.Sqlite.Storage;

/// <summary>A prepared statement that stays with its connection; disposing it makes it ready for the next use.</summary>
internal sealed class IndexStatement(IndexConnection connection, sqlite3_stmt statement) : IDisposable
{
    public IndexStatement Bind(int parameter, long? value)
    {
        connection.Check(value is { } number
            ? raw.sqlite3_bind_int64(statement, parameter, number)
            : raw.sqlite3_bind_null(statement, parameter));
        return this;
    }

    /// <summary>Binds a text with its length, because a text may contain NUL.</summary>
    public IndexStatement Bind(int parameter, string? value)
    {
        if (string.IsNullOrEmpty(value))
        {
            // An empty span has no address, and SQLite would take it for NULL.
            connection.Check(value is null
                ? raw.sqlite3_bind_null(statement, parameter)
                : raw.sqlite3_bind_text(statement, parameter, string.Empty));
            return this;
        }

        byte[] buffer = ArrayPool<byte>.Shared.Rent(Encoding.UTF8.GetMaxByteCount(value.Length));
        try
        {
            int length = Encoding.UTF8.GetBytes(value, buffer);
            connection.Check(raw.sqlite3_bind_text(statement, parameter, buffer.AsSpan(0, length)));
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }

        return this;
    }

    public IndexStatement Bind(int parameter, ReadOnlySpan<byte> value)
    {
        connection.Check(raw.sqlite3_bind_blob(statement, parameter, value));
        return this;
    }

    /// <summary>Moves to the next row.</summary>
    /// <returns>False when there is none left.</returns>
    public bool Step()
    {
        int code = raw.sqlite3_step(statement);
        if (code == (int)ResultCode.Row)
        {
            return true;
        }

        if (code != (int)ResultCode.Done)
        {
            connection.Check(code);
        }

        return false;
    }

    /// <summary>Runs a statement whose rows, if any, are of no interest, and makes it ready for the next use.</summary>
    public void Run()
    {
        try
        {
            while (Step())
            {
            }
        }
        finally
        {
            Dispose();
        }
    }

    public bool IsNull(int column) => raw.sqlite3_column_type(statement, column) == raw.SQLITE_NULL;

    public long Int64(int column) => raw.sqlite3_column_int64(statement, column);

    public int Int32(int column) => raw.sqlite3_column_int(statement, column);

    public int? NullableInt32(int column) => IsNull(column) ? null : Int32(column);

    public double Double(int column) => raw.sqlite3_column_double(statement, column);

    /// <summary>Reads a text by its length: the binding's own method ends at the first NUL.</summary>
    public string Text(int column) => Encoding.UTF8.GetString(raw.sqlite3_column_blob(statement, column));

    public string? NullableText(int column) => IsNull(column) ? null : Text(column);

    /// <summary>Returns the bytes where SQLite holds them; they are gone at the next <see cref="Step"/>.</summary>
    public ReadOnlySpan<byte> Bytes(int column) => raw.sqlite3_column_blob(statement, column);

    /// <inheritdoc/>
    public void Dispose()
    {
        // The result repeats an error that Step has already reported.
        _ = raw.sqlite3_reset(statement);
        _ = raw.sqlite3_clear_bindings(statement);
    }

    /// <summary>Ends the statement for good, with its connection.</summary>
    public void Release() => statement.Dispose();
}
