-- The table in partitions of one day (UTC) each, named cdr_YYYYMMDD, so that old days go at once and their room with them. What stood
-- in the table before becomes the partition of everything before the day after its last row, cdr_before_YYYYMMDD.
-- final: the message has ended with this event, which is so for exactly one row of each message. receipt_owed: from this event on the
-- submitter is owed a receipt. Rows that earlier releases wrote do not say either.
ALTER TABLE cdr ADD COLUMN final boolean, ADD COLUMN receipt_owed boolean;

DO $$
DECLARE
    border date := (SELECT (max(time) AT TIME ZONE 'UTC')::date + 1 FROM cdr);
    earlier text := 'cdr_before_' || to_char(border, 'YYYYMMDD');
BEGIN
    ALTER TABLE cdr RENAME TO cdr_earlier;
    ALTER TABLE cdr_earlier DROP CONSTRAINT cdr_pkey;
    ALTER INDEX cdr_time RENAME TO cdr_earlier_time;
    -- The time of an event is as fixed as its number: the key is no weaker with it.
    CREATE TABLE cdr (LIKE cdr_earlier INCLUDING DEFAULTS, PRIMARY KEY (message_id, event_no, time)) PARTITION BY RANGE (time);
    CREATE INDEX cdr_time ON cdr (time);
    IF border IS NULL THEN
        DROP TABLE cdr_earlier;
    ELSE
        EXECUTE format('ALTER TABLE cdr_earlier RENAME TO %I', earlier);
        EXECUTE format('ALTER INDEX cdr_earlier_time RENAME TO %I', earlier || '_time');
        EXECUTE format(
            'ALTER TABLE cdr ATTACH PARTITION %I FOR VALUES FROM (MINVALUE) TO (%L)', earlier, border::timestamp AT TIME ZONE 'UTC');
    END IF;
END
$$;
