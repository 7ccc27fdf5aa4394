using System.Buffers.Binary;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Faults.Disk;

/// <summary>
/// A mounted <see cref="UnsureFileSystem"/>: one thread takes the kernel's requests and answers them, in order. Nothing of the
/// kernel's memory outlives the mount.
/// </summary>
internal sealed class FuseMount : IDisposable
{
    private const int MaxWrite = 1 << 20;
    private const int InHeader = 40;
    private const int OutHeader = 16;

    private readonly string _folder;
    private readonly UnsureFileSystem _files;
    private readonly SafeFileHandle _device;
    private readonly Thread _thread;

    public FuseMount(string folder, UnsureFileSystem files)
    {
        _folder = folder;
        _files = files;
        int device = MountCalls.Checked(MountCalls.open("/dev/fuse", MountCalls.ReadWriteCloseOnExec), "opening /dev/fuse");
        _device = new SafeFileHandle(device, ownsHandle: true);
        MountCalls.Checked(
            MountCalls.mount("unsure", folder, "fuse", MountCalls.NoSuidNoDevices, $"fd={device},rootmode=40000,user_id=0,group_id=0"),
            $"mounting on {folder}");
        _thread = new Thread(Serve) { IsBackground = true, Name = "fuse" };
        _thread.Start();
    }

    public void Dispose()
    {
        MountCalls.Checked(MountCalls.umount2(_folder, MountCalls.DetachLazily), $"unmounting {_folder}");
        _thread.Join();
        _device.Dispose();
    }

    private unsafe void Serve()
    {
        byte[] request = GC.AllocateUninitializedArray<byte>(MaxWrite + 4096, pinned: true);
        byte[] reply = GC.AllocateUninitializedArray<byte>(MaxWrite + 4096, pinned: true);
        fixed (byte* from = request, to = reply)
        {
            while (true)
            {
                nint length = MountCalls.read(_device, from, request.Length);
                if (length < 0)
                {
                    // The request was taken back (ENOENT), a signal came (EINTR), or nothing is mounted any more (ENODEV).
                    if (Marshal.GetLastPInvokeError() is Errno.NoEntry or 4 or 11)
                        continue;
                    return;
                }
                if (Answer(request.AsSpan(0, (int)length), reply) is > 0 and var octets)
                    _ = MountCalls.write(_device, to, octets);
            }
        }
    }

    /// <summary>Writes the answer to a request; returns its length, 0 for none.</summary>
    private int Answer(ReadOnlySpan<byte> request, Span<byte> reply)
    {
        var kind = (FuseRequest)BinaryPrimitives.ReadUInt32LittleEndian(request[4..]);
        ulong unique = BinaryPrimitives.ReadUInt64LittleEndian(request[8..]);
        ulong node = BinaryPrimitives.ReadUInt64LittleEndian(request[16..]);
        if (kind is FuseRequest.Forget or FuseRequest.BatchForget or FuseRequest.Interrupt)
            return 0;
        var answer = new FuseReply(reply[OutHeader..]);
        int error = kind == FuseRequest.Initialise ? Initialise(ref answer) : _files.Handle(kind, node, request[InHeader..], ref answer);
        int length = OutHeader + (error == 0 ? answer.Length : 0);
        BinaryPrimitives.WriteInt32LittleEndian(reply, length);
        BinaryPrimitives.WriteInt32LittleEndian(reply[4..], -error);
        BinaryPrimitives.WriteUInt64LittleEndian(reply[8..], unique);
        return length;
    }

    private static int Initialise(ref FuseReply answer)
    {
        const uint BigWrites = 1 << 5;
        const uint MaxPages = 1 << 22;
        answer.UInt32(7);
        answer.UInt32(31);
        answer.UInt32(128 << 10);
        answer.UInt32(BigWrites | MaxPages);
        answer.UInt32(0);
        answer.UInt32(MaxWrite);
        answer.UInt32(1);
        answer.UInt32(MaxWrite / UnsureFile.PageOctets);
        answer.Zeros(32);
        return 0;
    }
}

/// <summary>Writes the fields of an answer one behind the other.</summary>
internal ref struct FuseReply(Span<byte> target)
{
    private readonly Span<byte> _target = target;

    public int Length { get; private set; }

    public void UInt32(uint value)
    {
        BinaryPrimitives.WriteUInt32LittleEndian(_target[Length..], value);
        Length += 4;
    }

    public void UInt64(ulong value)
    {
        BinaryPrimitives.WriteUInt64LittleEndian(_target[Length..], value);
        Length += 8;
    }

    public void Zeros(int count)
    {
        _target.Slice(Length, count).Clear();
        Length += count;
    }

    public void Octets(scoped ReadOnlySpan<byte> octets)
    {
        octets.CopyTo(_target[Length..]);
        Length += octets.Length;
    }

    /// <summary>Room for so many octets, which the caller fills.</summary>
    public Span<byte> Take(int count)
    {
        Length += count;
        return _target.Slice(Length - count, count);
    }
}
