-- final: the message has ended with this event, which is so for exactly one row of each message; with a receipt wanted that is not the
-- row of sent but that of the receipt. receipt_owed: from this event on the submitter is owed a receipt; rows that earlier releases
-- wrote do not say so.
DROP VIEW cdr;

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
    cdr_row.event IN (2, 6, 9, 11, 12, 15)
        OR (cdr_row.event = 3 AND NOT (attributes >> 56) & 4)
        OR (cdr_row.event = 4 AND (attributes >> 56) & 16)
        OR (cdr_row.event = 7 AND NOT (attributes >> 56) & 8) AS final,
    (attributes >> 63) & 1 AS receipt_owed,
    price,
    currency,
    node,
    message_id AS id,
    cdr_row.event AS event_code,
    row_no
FROM cdr_row;
