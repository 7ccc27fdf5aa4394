// The tests wait for other programs most of the time: more of them at once than there are cores.
[assembly: CollectionBehavior(MaxParallelThreads = 6)]
