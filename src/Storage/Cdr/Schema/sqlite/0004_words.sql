-- A row ends with its last column that has a value. Ids in a block are counted from its base_id. attributes, and a text that the block says
-- again and again, such as an account, is a number: its place in words, a JSON array.
ALTER TABLE cdr_block ADD COLUMN base_id INTEGER NOT NULL DEFAULT 0;

ALTER TABLE cdr_block ADD COLUMN words TEXT NOT NULL DEFAULT '[]';

UPDATE cdr_block SET
    words = (SELECT json_group_array(json_extract(value, '$[16]') ORDER BY key) FROM json_each(cdr_block.rows)),
    rows = (SELECT json_group_array(json_array(
        json_extract(value, '$[0]'), json_extract(value, '$[1]'), json_extract(value, '$[2]'), json_extract(value, '$[3]'),
        json_extract(value, '$[15]'), key, json_extract(value, '$[4]'), json_extract(value, '$[6]'), json_extract(value, '$[7]'),
        json_extract(value, '$[8]'), json_extract(value, '$[5]'), json_extract(value, '$[9]'), json_extract(value, '$[10]'),
        json_extract(value, '$[11]'), json_extract(value, '$[13]'), json_extract(value, '$[12]'), json_extract(value, '$[14]'))
        ORDER BY key) FROM json_each(cdr_block.rows));

DROP VIEW cdr_fact;

CREATE VIEW cdr_fact AS
SELECT
        first_row + key AS row_no,
        base_id + json_extract(value, '$[0]') AS id,
        json_extract(value, '$[1]') AS event_no,
        json_extract(value, '$[2]') AS event_code,
        base_time + json_extract(value, '$[3]') AS time,
        base_time + json_extract(value, '$[6]') AS submitted_at,
        base_time + json_extract(value, '$[10]') AS sent_at,
        CASE json_type(value, '$[7]') WHEN 'integer' THEN json_extract(words, '$[' || json_extract(value, '$[7]') || ']')
            ELSE json_extract(value, '$[7]') END AS account,
        CASE json_type(value, '$[8]') WHEN 'integer' THEN json_extract(words, '$[' || json_extract(value, '$[8]') || ']')
            ELSE json_extract(value, '$[8]') END AS source,
        json_extract(value, '$[9]') AS destination,
        CASE json_type(value, '$[11]') WHEN 'integer' THEN json_extract(words, '$[' || json_extract(value, '$[11]') || ']')
            ELSE json_extract(value, '$[11]') END AS route,
        CASE json_type(value, '$[12]') WHEN 'integer' THEN json_extract(words, '$[' || json_extract(value, '$[12]') || ']')
            ELSE json_extract(value, '$[12]') END AS upstream,
        json_extract(value, '$[13]') AS upstream_message_id,
        coalesce(json_extract(value, '$[15]'), 0) AS status,
        coalesce(json_extract(value, '$[14]'), 0) AS state_code,
        json_extract(value, '$[16]') AS error,
        json_extract(value, '$[4]') AS octets,
        json_extract(words, '$[' || json_extract(value, '$[5]') || ']') AS attributes,
        node
FROM cdr_block, json_each(cdr_block.rows);
