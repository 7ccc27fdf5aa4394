namespace Gateway.Accounts;

/// <summary>Why no receiving session of an account takes a delivery now: of several the last of these.</summary>
internal enum Obstacle : byte
{
    /// <summary>No bound receiver's address_range contains its destination.</summary>
    OutOfRange,

    /// <summary>Those that serve its destination are of versions that cannot carry it.</summary>
    TooLong,

    /// <summary>Those that could take it have no room.</summary>
    NoRoom,
}
