-- Machines that run jobs. A removed one stays as a tombstone, because its old jobs name it.
CREATE TABLE worker (
    organisation    {text} NOT NULL REFERENCES organisation (id),
    id              {text} NOT NULL UNIQUE,
    name            {text} NOT NULL,
    destination     {text} NOT NULL CHECK (destination IN ('local', 'cloud')),
    link            {text} NOT NULL CHECK (link IN ('session', 'polling')),
    public_key      {bytes},
    labels          {text} NOT NULL,
    slots           {integer} NOT NULL CHECK (slots >= 0),
    version         {text},
    is_this_machine {integer} NOT NULL CHECK (is_this_machine IN (0, 1)),
    node_id         {text},
    joined_at       {integer} NOT NULL,
    joined_with     {text},
    last_seen_at    {integer} NOT NULL,
    said_asleep     {integer} NOT NULL CHECK (said_asleep IN (0, 1)),
    created_by      {text} NOT NULL,
    request_id      {text} NOT NULL,
    idempotency_key {text},
    changed_by      {text} NOT NULL,
    changed_in      {text} NOT NULL,
    removed_at      {integer},
    PRIMARY KEY (organisation, id),
    FOREIGN KEY (organisation, joined_with) REFERENCES token (organisation, id)
) {strict};

CREATE UNIQUE INDEX worker_node ON worker (organisation, node_id)
 WHERE node_id IS NOT NULL AND removed_at IS NULL;

CREATE INDEX worker_joined_with ON worker (organisation, joined_with)
 WHERE joined_with IS NOT NULL;
