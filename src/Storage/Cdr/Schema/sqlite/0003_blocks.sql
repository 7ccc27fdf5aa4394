-- One row of cdr_block holds the CDRs of up to 128 events as a JSON array of arrays: a row of its own for each event costs the gateway
-- three times as much. People and other programs read the view cdr, as before. Times in a block are microseconds from its base_time,
-- and first_time and last_time are the earliest and the latest in it. A block begins at first_row and does not cross a multiple of 128,
-- so each chunk of 4,096 row numbers has blocks of its own.
CREATE TABLE cdr_block (
    first_row  INTEGER PRIMARY KEY,
    row_count  INTEGER NOT NULL,
    base_time  INTEGER NOT NULL,
    first_time INTEGER NOT NULL,
    last_time  INTEGER NOT NULL,
    node       TEXT NOT NULL,
    rows       TEXT NOT NULL
);

-- For whoever rates: price and currency of the view. The gateway neither writes nor drops its rows.
CREATE TABLE cdr_price (
    id       INTEGER NOT NULL,
    event_no INTEGER NOT NULL,
    price    REAL,
    currency TEXT,
    PRIMARY KEY (id, event_no)
) WITHOUT ROWID;

INSERT OR IGNORE INTO cdr_price (id, event_no, price, currency)
SELECT message_id, event_no, price, currency FROM cdr_row WHERE price IS NOT NULL OR currency IS NOT NULL;

INSERT INTO cdr_block (first_row, row_count, base_time, first_time, last_time, node, rows)
SELECT min(row_no), count(*), 0, min(time), max(time), node,
    json_group_array(json_array(
        message_id, event_no, event, time, submitted_at, sent_at, account, source, destination, route, upstream, upstream_message_id,
        status, state, error, octets, attributes) ORDER BY row_no)
FROM cdr_row GROUP BY row_no >> 7, node;

DROP VIEW cdr;

DROP TABLE cdr_row;

CREATE VIEW cdr_fact AS
SELECT
        first_row + key AS row_no,
        json_extract(value, '$[0]') AS id,
        json_extract(value, '$[1]') AS event_no,
        json_extract(value, '$[2]') AS event_code,
        base_time + json_extract(value, '$[3]') AS time,
        base_time + json_extract(value, '$[4]') AS submitted_at,
        base_time + json_extract(value, '$[5]') AS sent_at,
        json_extract(value, '$[6]') AS account,
        json_extract(value, '$[7]') AS source,
        json_extract(value, '$[8]') AS destination,
        json_extract(value, '$[9]') AS route,
        json_extract(value, '$[10]') AS upstream,
        json_extract(value, '$[11]') AS upstream_message_id,
        json_extract(value, '$[12]') AS status,
        json_extract(value, '$[13]') AS state_code,
        json_extract(value, '$[14]') AS error,
        json_extract(value, '$[15]') AS octets,
        json_extract(value, '$[16]') AS attributes,
        node
FROM cdr_block, json_each(cdr_block.rows);

-- message_id as the gateway writes it: 13 characters of Crockford base32; id is the same as a number. final: the message has ended with
-- this event, which is so for exactly one row of each message; with a receipt wanted that is not the row of sent but that of the
-- receipt. receipt_owed: from this event on the submitter is owed a receipt; rows that the first release wrote do not say so.
-- attributes: from the lowest octet up source_ton, source_npi, dest_ton, dest_npi, data_coding, esm_class, segments, flags.
CREATE VIEW cdr AS
SELECT
        substr('0123456789ABCDEFGHJKMNPQRSTVWXYZ', ((id >> 60) & 15) + 1, 1)
        || substr('0123456789ABCDEFGHJKMNPQRSTVWXYZ', ((id >> 55) & 31) + 1, 1)
        || substr('0123456789ABCDEFGHJKMNPQRSTVWXYZ', ((id >> 50) & 31) + 1, 1)
        || substr('0123456789ABCDEFGHJKMNPQRSTVWXYZ', ((id >> 45) & 31) + 1, 1)
        || substr('0123456789ABCDEFGHJKMNPQRSTVWXYZ', ((id >> 40) & 31) + 1, 1)
        || substr('0123456789ABCDEFGHJKMNPQRSTVWXYZ', ((id >> 35) & 31) + 1, 1)
        || substr('0123456789ABCDEFGHJKMNPQRSTVWXYZ', ((id >> 30) & 31) + 1, 1)
        || substr('0123456789ABCDEFGHJKMNPQRSTVWXYZ', ((id >> 25) & 31) + 1, 1)
        || substr('0123456789ABCDEFGHJKMNPQRSTVWXYZ', ((id >> 20) & 31) + 1, 1)
        || substr('0123456789ABCDEFGHJKMNPQRSTVWXYZ', ((id >> 15) & 31) + 1, 1)
        || substr('0123456789ABCDEFGHJKMNPQRSTVWXYZ', ((id >> 10) & 31) + 1, 1)
        || substr('0123456789ABCDEFGHJKMNPQRSTVWXYZ', ((id >> 5) & 31) + 1, 1)
        || substr('0123456789ABCDEFGHJKMNPQRSTVWXYZ', ((id >> 0) & 31) + 1, 1) AS message_id,
    fact.event_no,
    (SELECT word FROM cdr_event WHERE cdr_event.event = event_code) AS event,
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
    CASE state_code
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
    event_code IN (2, 6, 9, 11, 12, 15)
        OR (event_code = 3 AND NOT (attributes >> 56) & 4)
        OR (event_code = 4 AND (attributes >> 56) & 16)
        OR (event_code = 7 AND NOT (attributes >> 56) & 8) AS final,
    (attributes >> 63) & 1 AS receipt_owed,
    (SELECT price FROM cdr_price WHERE cdr_price.id = fact.id AND cdr_price.event_no = fact.event_no) AS price,
    (SELECT currency FROM cdr_price WHERE cdr_price.id = fact.id AND cdr_price.event_no = fact.event_no) AS currency,
    node,
    fact.id,
    event_code,
    row_no
FROM cdr_fact AS fact;
