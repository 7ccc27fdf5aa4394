using System.Buffers.Binary;
using System.Collections.Concurrent;
using System.Net.Sockets;
using System.Runtime.InteropServices;

namespace Smpp.Session;

/// <summary>
/// Waits for the octets of strangers, on a thread that gives way (see <see cref="PatientThreads"/>): the poller of the runtime, which all
/// sessions share, hears of a connection only when it is bound. Only on Linux.
/// </summary>
internal sealed partial class PatientPoller
{
    private const int CloseOnExec = 0x80000;
    private const int Add = 1;
    private const int Delete = 2;
    private const int Modify = 3;
    private const uint In = 0x001;
    private const uint PeerClosed = 0x2000;
    private const uint Failed = 0x008 | 0x010;
    private const uint OneShot = 1u << 30;
    private const int AtOnce = 64;

    // struct epoll_event has no padding on x86-64 and some elsewhere.
    private static readonly int DataOffset = RuntimeInformation.ProcessArchitecture == Architecture.X64 ? 4 : 8;
    private static readonly int EventSize = DataOffset + sizeof(ulong);

    private static readonly Lazy<PatientPoller?> Opened = new(Open);

    private readonly int _poll;
    private readonly ConcurrentDictionary<long, PatientWait> _waits = new();
    private long _last;

    private PatientPoller(int poll) => _poll = poll;

    /// <summary>The process's one, or null where there can be none.</summary>
    public static PatientPoller? Shared => Opened.Value;

    /// <summary>A number for a wait, which the poller knows until <see cref="Forget"/>.</summary>
    public long Introduce(PatientWait wait)
    {
        long number = Interlocked.Increment(ref _last);
        _waits[number] = wait;
        return number;
    }

    /// <summary>Tells the wait of this number once when there is something to read; false when the socket is closed.</summary>
    public bool TryWatch(SafeSocketHandle socket, long number, bool isKnown)
    {
        Span<byte> octets = stackalloc byte[EventSize];
        octets.Clear();
        BinaryPrimitives.WriteUInt32LittleEndian(octets, In | PeerClosed | OneShot);
        BinaryPrimitives.WriteInt64LittleEndian(octets[DataOffset..], number);
        return Control(isKnown ? Modify : Add, socket, octets);
    }

    /// <summary>Tells it nothing more.</summary>
    public void Forget(SafeSocketHandle socket, long number)
    {
        if (_waits.TryRemove(number, out _))
            Control(Delete, socket, stackalloc byte[EventSize]);
    }

    private static PatientPoller? Open()
    {
        if (!OperatingSystem.IsLinux() || Create(CloseOnExec) is not (>= 0 and var poll))
            return null;
        var poller = new PatientPoller(poll);
        _ = PatientThreads.RunAsync(poller.Run);
        return poller;
    }

    private bool Control(int operation, SafeSocketHandle socket, ReadOnlySpan<byte> octets)
    {
        try
        {
            return Control(_poll, operation, socket, octets) == 0;
        }
        catch (ObjectDisposedException)
        {
            return false;
        }
    }

    private void Run()
    {
        Span<byte> events = stackalloc byte[AtOnce * EventSize];
        while (true)
        {
            int count = Wait(_poll, events, AtOnce, timeout: -1);
            for (int i = 0; i < count; i++)
            {
                var what = events[(i * EventSize)..];
                if (_waits.TryGetValue(BinaryPrimitives.ReadInt64LittleEndian(what[DataOffset..]), out var wait))
                    wait.Complete((BinaryPrimitives.ReadUInt32LittleEndian(what) & (PeerClosed | Failed)) != 0);
            }
        }
    }

    [LibraryImport("libc", EntryPoint = "epoll_create1")]
    private static partial int Create(int flags);

    [LibraryImport("libc", EntryPoint = "epoll_ctl")]
    private static partial int Control(int poll, int operation, SafeSocketHandle socket, ReadOnlySpan<byte> change);

    [LibraryImport("libc", EntryPoint = "epoll_wait")]
    private static partial int Wait(int poll, Span<byte> events, int most, int timeout);
}
