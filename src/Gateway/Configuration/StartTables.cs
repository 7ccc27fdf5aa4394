namespace Gateway.Configuration;

/// <summary>The tables of smpp.toml that hold from a start to the next.</summary>
internal static class StartTables
{
    /// <summary>
    /// What a reload puts in force. The exporter, the journal and their like go on as they were opened, so that whoever asks the
    /// configuration about them must be told what they were opened with.
    /// </summary>
    /// <param name="running">In force now.</param>
    /// <param name="loaded">What the files say.</param>
    /// <param name="differing">The names of those tables that say something else now.</param>
    public static GatewayConfig Keep(GatewayConfig running, GatewayConfig loaded, out IReadOnlyList<string> differing)
    {
        var names = new List<string>();
        Compare("node", running.Node, loaded.Node);
        Compare("limits", running.Limits, loaded.Limits);
        Compare("store", running.Store, loaded.Store);
        Compare("cdr", running.Cdr, loaded.Cdr);
        Compare("log", running.Log, loaded.Log);
        differing = names;
        return loaded with
        {
            Node = running.Node,
            Limits = running.Limits,
            Store = running.Store,
            Cdr = running.Cdr,
            Log = running.Log,
        };

        void Compare<T>(string name, T before, T now) where T : class
        {
            if (!before.Equals(now))
                names.Add(name);
        }
    }
}
