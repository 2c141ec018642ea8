using System.Numerics;

namespace LocalRag.LlamaCpp.Engine;

/// <summary>Chooses how many threads compute the next step, from how long steps take: fewer while other programs keep the cores busy. Used by the engine's thread alone.</summary>
/// <remarks>
/// llama.cpp's threads wait for each other hundreds of times in a step, by spinning. Where one of them has no core, all spin until it has one again: on two cores that
/// another program wanted too, a question of two seconds took up to fifty.
/// 1. A step is judged by its time for a token, as a multiple of the shortest seen for steps of about as many tokens with all threads.
/// 2. After some slow steps half of the threads are tried, and kept where that is faster: a long context or a hot processor is no reason for fewer.
/// 3. The first steps are followed by such a trial in any case: where cores are taken from the beginning, nothing shorter was seen.
/// 4. With fewer than all, now and then one step is tried with more, and that is kept where it is faster.
/// </remarks>
internal sealed class ThreadGovernor
{
    /// <summary>A step is slow from so many times the shortest time on; with half of the threads, from twice as many.</summary>
    private const double Slow = 2.5;

    private const double FasterWithFewer = 0.8;
    private const double FasterWithMore = 0.9;

    /// <summary>So many slow steps in a row are no accident, and so many tell how fast fewer threads are.</summary>
    private const int Steps = 3;

    /// <summary>So many steps come before the first trial.</summary>
    private const int FirstSteps = 12;

    /// <summary>After so many steps that are not slow the past is past.</summary>
    private const int CalmSteps = 64;

    /// <summary>What the shortest time grows by with each step: a longer context makes all steps longer.</summary>
    private const double Forgetting = 1.002;

    private static readonly TimeSpan s_firstWait = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan s_longestWait = TimeSpan.FromSeconds(8);

    private readonly int _most;
    private readonly double[] _shortest = new double[32];
    private Trial _trial;
    private int _from;
    private int _firstSteps;
    private int _slowSteps;
    private int _calmSteps;
    private int _trialSteps;
    private double _slowSum;
    private double _trialSum;
    private double _typical = 1;
    private double _before;
    private TimeSpan _due;
    private TimeSpan _wait = s_firstWait;

    /// <param name="most">How many threads there are.</param>
    public ThreadGovernor(int most) => Threads = _most = most;

    private enum Trial
    {
        None,
        Fewer,
        More,
    }

    /// <summary>Gets how many threads the next step is to have.</summary>
    public int Threads { get; private set; }

    /// <summary>Takes note of a step.</summary>
    /// <param name="tokens">The tokens in it.</param>
    /// <param name="time">How long it took.</param>
    /// <param name="now">When it ended, on any clock that only goes forward.</param>
    public void Add(int tokens, TimeSpan time, TimeSpan now)
    {
        if (_most < 2 || tokens < 1 || time <= TimeSpan.Zero)
        {
            return;
        }

        if (Judge(tokens, time) is not { } slowness)
        {
            return;
        }

        switch (_trial)
        {
            case Trial.Fewer:
                TryFewer(slowness, now);
                break;
            case Trial.More:
                TryMore(slowness, now);
                break;
            default:
                Watch(slowness, now);
                break;
        }
    }

    /// <summary>Returns how many times as long as the shortest a step took; null where there is nothing to compare it with.</summary>
    private double? Judge(int tokens, TimeSpan time)
    {
        ref double shortest = ref _shortest[BitOperations.Log2((uint)tokens)];
        double one = time.TotalMilliseconds / tokens;
        if (Threads == _most)
        {
            shortest = shortest == 0 ? one : Math.Min(one, shortest * Forgetting);
        }

        return shortest == 0 ? null : one / shortest;
    }

    private void Watch(double slowness, TimeSpan now)
    {
        _typical += (slowness - _typical) / 4;
        if (_firstSteps < FirstSteps)
        {
            if (++_firstSteps == FirstSteps)
            {
                _before = _typical;
                Begin(Trial.Fewer, (Threads + 1) / 2);
            }

            return;
        }

        if (slowness <= Slow * _most / Threads)
        {
            (_slowSteps, _slowSum) = (0, 0);
            if (++_calmSteps == CalmSteps && Threads == _most)
            {
                _wait = s_firstWait;
            }
        }
        else
        {
            _calmSteps = 0;
            _slowSteps++;
            _slowSum += slowness;
        }

        if (now < _due)
        {
            return;
        }

        if (_slowSteps >= Steps && Threads > 1)
        {
            _before = _slowSum / _slowSteps;
            Begin(Trial.Fewer, (Threads + 1) / 2);
        }
        else if (Threads < _most)
        {
            Begin(Trial.More, Math.Min(_most, 2 * Threads));
        }
    }

    private void Begin(Trial trial, int threads)
    {
        (_trial, _from, Threads) = (trial, Threads, threads);
        (_slowSteps, _slowSum, _trialSteps, _trialSum) = (0, 0, 0, 0);
    }

    private void TryFewer(double slowness, TimeSpan now)
    {
        _trialSum += slowness;
        if (++_trialSteps < Steps)
        {
            return;
        }

        double typical = _trialSum / Steps;
        bool isFaster = typical < FasterWithFewer * _before;
        End(isFaster, isFaster ? typical : _before, now);
    }

    private void TryMore(double slowness, TimeSpan now)
    {
        bool isFaster = slowness < FasterWithMore * _typical;
        End(isFaster, isFaster ? slowness : _typical, now);
    }

    /// <summary>Keeps what was tried or goes back; the more often that comes to nothing, the longer until the next trial.</summary>
    private void End(bool keep, double typical, TimeSpan now)
    {
        if (!keep)
        {
            Threads = _from;
            _wait = _wait * 2 < s_longestWait ? _wait * 2 : s_longestWait;
        }

        _typical = typical;
        _calmSteps = 0;
        _trial = Trial.None;
        _due = now + _wait;
    }
}
