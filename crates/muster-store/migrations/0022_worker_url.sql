-- Where the coordinator calls a worker that listens. One that dials the coordinator has none.
ALTER TABLE worker ADD COLUMN url {text};
