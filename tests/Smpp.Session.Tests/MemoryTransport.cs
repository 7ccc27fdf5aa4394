using System.Buffers;
using System.IO.Pipelines;
using System.Net;

namespace Smpp.Session.Tests;

/// <summary>A connection in memory: the transport of a session, and the stream of whoever plays its peer.</summary>
internal sealed class MemoryTransport : Transport
{
    private readonly Pipe _in = new(new PipeOptions(pauseWriterThreshold: 0, useSynchronizationContext: false));
    private readonly Pipe _out;
    private bool _aborted;

    /// <param name="room">Octets that the peer's side takes before writes wait for it to read.</param>
    public MemoryTransport(int room = 1024 * 1024)
    {
        _out = new Pipe(new PipeOptions(pauseWriterThreshold: room, resumeWriterThreshold: room / 2, useSynchronizationContext: false));
        PeerEnd = new PeerStream(this);
        Peer = new RawPeer(PeerEnd);
    }

    public RawPeer Peer { get; }

    public Stream PeerEnd { get; }

    public override EndPoint? RemoteEndPoint => null;

    /// <summary>Set to fail the next write as a connection that was reset does.</summary>
    public bool FailsWrites { get; set; }

    public int Writes { get; private set; }

    /// <summary>The peer ends its side of the stream.</summary>
    public void EndPeer() => _in.Writer.Complete();

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer)
    {
        ObjectDisposedException.ThrowIf(_aborted, this);
        var result = await _in.Reader.ReadAsync();
        ObjectDisposedException.ThrowIf(result.IsCanceled || _aborted, this);
        var taken = result.Buffer.Slice(0, Math.Min(buffer.Length, result.Buffer.Length));
        int length = (int)taken.Length;
        taken.CopyTo(buffer.Span);
        _in.Reader.AdvanceTo(taken.End);
        return length;
    }

    public override async ValueTask WriteAsync(ReadOnlyMemory<byte> data)
    {
        ObjectDisposedException.ThrowIf(_aborted, this);
        Writes++;
        if (FailsWrites)
            throw new IOException("reset by the test");
        var result = await _out.Writer.WriteAsync(data);
        ObjectDisposedException.ThrowIf(result.IsCanceled, this);
    }

    public override void ShutdownSend() => _out.Writer.Complete();

    public override void Abort()
    {
        _aborted = true;
        _in.Reader.CancelPendingRead();
        _out.Writer.CancelPendingFlush();
        _out.Writer.Complete();
    }

    private sealed class PeerStream(MemoryTransport transport) : Stream
    {
        private readonly Stream _read = transport._out.Reader.AsStream();

        public override bool CanRead => true;

        public override bool CanWrite => true;

        public override bool CanSeek => false;

        public override long Length => throw new NotSupportedException();

        public override long Position
        {
            get => throw new NotSupportedException();
            set => throw new NotSupportedException();
        }

        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
            _read.ReadAsync(buffer, cancellationToken);

        public override async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default) =>
            await transport._in.Writer.WriteAsync(buffer, cancellationToken);

        public override void Flush()
        {
        }

        public override Task FlushAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        protected override void Dispose(bool disposing)
        {
            transport._in.Writer.Complete();
            base.Dispose(disposing);
        }
    }
}
