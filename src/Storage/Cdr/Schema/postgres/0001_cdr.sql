-- One row an event; (message_id, event_no) is the event's identity. Several nodes may share the database.
CREATE TABLE cdr (
    message_id          text COLLATE "C" NOT NULL,
    event_no            integer NOT NULL,
    event               text NOT NULL,
    time                timestamptz NOT NULL,
    submitted_at        timestamptz,
    sent_at             timestamptz,
    account             text,
    direction           text NOT NULL,
    source              text,
    source_ton          smallint NOT NULL,
    source_npi          smallint NOT NULL,
    destination         text,
    dest_ton            smallint NOT NULL,
    dest_npi            smallint NOT NULL,
    route               text,
    upstream            text,
    upstream_message_id text,
    status              bigint NOT NULL,
    state               text,
    error               text,
    data_coding         smallint NOT NULL,
    esm_class           smallint NOT NULL,
    segments            smallint NOT NULL,
    octets              integer NOT NULL,
    possible_duplicate  boolean NOT NULL,
    node                text NOT NULL,
    price               numeric,
    currency            text,
    PRIMARY KEY (message_id, event_no)
);

-- Rows arrive in the order of time, so this grows at its end only; it serves periods and the newest rows.
CREATE INDEX cdr_time ON cdr (time);

-- Where each node's exporter goes on: every event before this position of this journal has its row.
CREATE TABLE cdr_position (
    node     text NOT NULL PRIMARY KEY,
    journal  uuid NOT NULL,
    position bigint NOT NULL
);
