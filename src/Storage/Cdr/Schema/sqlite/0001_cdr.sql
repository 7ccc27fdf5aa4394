-- One row an event. cdr_row keeps numbers where people want words, and eight one-octet columns in one (attributes: from the lowest
-- octet up source_ton, source_npi, dest_ton, dest_npi, data_coding, esm_class, segments, flags), which halves the cost of a row. People
-- and other programs read the view cdr. Times are microseconds since 1970 UTC. Rows stand in the order of their events.
CREATE TABLE cdr_row (
    row_no              INTEGER PRIMARY KEY,
    message_id          INTEGER NOT NULL,
    event_no            INTEGER NOT NULL,
    event               INTEGER NOT NULL,
    time                INTEGER NOT NULL,
    submitted_at        INTEGER,
    sent_at             INTEGER,
    account             TEXT,
    source              TEXT,
    destination         TEXT,
    route               TEXT,
    upstream            TEXT,
    upstream_message_id TEXT,
    status              INTEGER NOT NULL,
    state               INTEGER NOT NULL,
    error               TEXT,
    octets              INTEGER NOT NULL,
    attributes          INTEGER NOT NULL,
    node                TEXT NOT NULL,
    price               REAL,
    currency            TEXT
);

-- Instead of an index on message_id, which would double the cost of a row: for each 4,096 row numbers a Bloom filter of the
-- messages that have rows there. smpp cdr finds a message through it; a statement of one's own on id reads the whole table.
CREATE TABLE cdr_chunk (
    chunk    INTEGER PRIMARY KEY,
    messages BLOB NOT NULL
);

-- Where the exporter goes on: every event before this position of this journal has its row.
CREATE TABLE cdr_position (
    node     TEXT NOT NULL PRIMARY KEY,
    journal  TEXT NOT NULL,
    position INTEGER NOT NULL
);

CREATE TABLE cdr_event (
    event INTEGER PRIMARY KEY,
    word  TEXT NOT NULL
);

INSERT INTO cdr_event (event, word) VALUES
    (1, 'received'), (2, 'rejected'), (3, 'sent'), (4, 'uncertain'), (5, 'retried'), (6, 'failed'), (7, 'receipt'),
    (8, 'receipt_sent'), (9, 'expired'), (10, 'mo_received'), (11, 'mo_delivered'), (12, 'mo_expired'), (13, 'receipt_expired'),
    (14, 'orphan_receipt');

-- message_id as the gateway writes it: 13 characters of Crockford base32; id is the same as a number.
CREATE VIEW cdr AS
SELECT
        substr('0123456789ABCDEFGHJKMNPQRSTVWXYZ', ((message_id >> 60) & 15) + 1, 1)
        || substr('0123456789ABCDEFGHJKMNPQRSTVWXYZ', ((message_id >> 55) & 31) + 1, 1)
        || substr('0123456789ABCDEFGHJKMNPQRSTVWXYZ', ((message_id >> 50) & 31) + 1, 1)
        || substr('0123456789ABCDEFGHJKMNPQRSTVWXYZ', ((message_id >> 45) & 31) + 1, 1)
        || substr('0123456789ABCDEFGHJKMNPQRSTVWXYZ', ((message_id >> 40) & 31) + 1, 1)
        || substr('0123456789ABCDEFGHJKMNPQRSTVWXYZ', ((message_id >> 35) & 31) + 1, 1)
        || substr('0123456789ABCDEFGHJKMNPQRSTVWXYZ', ((message_id >> 30) & 31) + 1, 1)
        || substr('0123456789ABCDEFGHJKMNPQRSTVWXYZ', ((message_id >> 25) & 31) + 1, 1)
        || substr('0123456789ABCDEFGHJKMNPQRSTVWXYZ', ((message_id >> 20) & 31) + 1, 1)
        || substr('0123456789ABCDEFGHJKMNPQRSTVWXYZ', ((message_id >> 15) & 31) + 1, 1)
        || substr('0123456789ABCDEFGHJKMNPQRSTVWXYZ', ((message_id >> 10) & 31) + 1, 1)
        || substr('0123456789ABCDEFGHJKMNPQRSTVWXYZ', ((message_id >> 5) & 31) + 1, 1)
        || substr('0123456789ABCDEFGHJKMNPQRSTVWXYZ', ((message_id >> 0) & 31) + 1, 1) AS message_id,
    event_no,
    (SELECT word FROM cdr_event WHERE cdr_event.event = cdr_row.event) AS event,
    time,
    submitted_at,
    sent_at,
    account,
    CASE WHEN (attributes >> 56) & 2 THEN 'mo' ELSE 'mt' END AS direction,
    source,
    attributes & 255 AS source_ton,
    (attributes >> 8) & 255 AS source_npi,
    destination,
    (attributes >> 16) & 255 AS dest_ton,
    (attributes >> 24) & 255 AS dest_npi,
    route,
    upstream,
    upstream_message_id,
    status,
    CASE state
        WHEN 0 THEN NULL WHEN 1 THEN 'ENROUTE' WHEN 2 THEN 'DELIVRD' WHEN 3 THEN 'EXPIRED' WHEN 4 THEN 'DELETED' WHEN 5 THEN 'UNDELIV'
        WHEN 6 THEN 'ACCEPTD' WHEN 7 THEN 'UNKNOWN' WHEN 8 THEN 'REJECTD' WHEN 9 THEN 'SKIPPED'
        ELSE 'UNKNOWN'
    END AS state,
    error,
    (attributes >> 32) & 255 AS data_coding,
    (attributes >> 40) & 255 AS esm_class,
    (attributes >> 48) & 255 AS segments,
    octets,
    (attributes >> 56) & 1 AS possible_duplicate,
    price,
    currency,
    node,
    message_id AS id,
    cdr_row.event AS event_code,
    row_no
FROM cdr_row;
