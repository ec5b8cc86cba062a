-- Appends drafts, and returns for each what became of it. appends.py fills in what is in braces. The caller sorts the drafts by
-- room, so that two nodes cannot deadlock, and passes no draft twice. The function is in pg_temp: each connection creates its
-- own, so that no function has to be migrated. One call is one transaction: if the node dies during it, its locks are released.
-- Each statement in the function has a snapshot of its own: a statement after the one that locks the room's row sees what others
-- have committed before. The parts of one large statement would share an older snapshot.
CREATE OR REPLACE FUNCTION pg_temp.append(
  now bigint, edit_ms double precision, emoji_limit integer,
  rooms text[], kinds text[], drafts text[], persons text[], names text[], terms text[], {arrays}
) RETURNS TABLE (place bigint, outcome text, seq bigint, at bigint, count bigint, person text, message_at bigint, deleted boolean, emoji text[])
LANGUAGE plpgsql AS $$
#variable_conflict use_column
DECLARE
  d record;
  held room%ROWTYPE;
  about record;
  moment bigint;
  switched text[];
  -- By the place of each draft: the number, time and count of its new entry. Entries are inserted together, which is cheaper than
  -- one by one: those at the places from `first` on are not inserted yet.
  seqs bigint[] := array_fill(NULL::bigint, ARRAY[cardinality(rooms)]);
  ats bigint[] := seqs;
  counts bigint[] := seqs;
  first bigint := 1;
  first_seq bigint;
BEGIN
  -- If another node stores one of these drafts before the lock is granted, inserting it here fails, and the call is made again.
  FOR d IN
    SELECT d.*, known.seq AS known FROM unnest(rooms, kinds, drafts, persons, names, terms, {parameters})
      WITH ORDINALITY AS d (room, kind, draft, person, name, terms, {fields}, place)
      LEFT JOIN LATERAL (SELECT e.seq FROM entry AS e WHERE e.room = d.room AND e.draft = d.draft LIMIT 1) AS known ON true
    ORDER BY d.place
  LOOP
    IF held.name IS DISTINCT FROM d.room THEN
      UPDATE room SET head = held.head, last_at = held.last_at WHERE name = held.name;
      -- Creates the room if it is new, and locks its row.
      INSERT INTO room AS stored (name) VALUES (d.room) ON CONFLICT (name) DO UPDATE SET head = stored.head RETURNING stored.* INTO held;
      first_seq := held.head + 1;
      moment := greatest(held.last_at, coalesce(now, (extract(epoch FROM clock_timestamp()) * 1000)::bigint));
    END IF;

    place := d.place; at := moment; count := NULL; person := NULL; message_at := NULL; deleted := NULL; emoji := NULL;
    IF d.known IS NOT NULL THEN
      outcome := 'known'; seq := d.known;
      RETURN NEXT;
      CONTINUE;
    END IF;

    IF d.message IS NOT NULL OR d.reply IS NOT NULL THEN
      IF coalesce(d.message, d.reply) >= first_seq THEN -- the message may be among the entries that are not inserted yet
        {insert_added};
        first := place; first_seq := held.head + 1;
      END IF;
      SELECT e.person, e.at, e.deleted INTO about
        FROM entry AS e WHERE e.room = d.room AND e.seq = coalesce(d.message, d.reply) AND e.kind = 'message';
      person := about.person; message_at := about.at; deleted := about.deleted;
      IF d."on" THEN
        SELECT array_agg(DISTINCT r.emoji) INTO switched FROM reaction AS r WHERE r.room = d.room AND r.message = d.message;
        emoji := coalesce(switched, '{{}}');
      END IF;
      -- The conditions of `rejection` in log/rules.py, which then gives the reason.
      IF person IS NULL
        OR deleted AND d.kind <> 'message'
        OR d.kind IN ('edit', 'deletion') AND (person <> d.person OR coalesce(moment - message_at >= edit_ms, false))
        OR d."on" AND NOT d.emoji = ANY (emoji) AND cardinality(emoji) >= emoji_limit
      THEN
        outcome := 'rejected'; seq := NULL;
        RETURN NEXT;
        CONTINUE;
      END IF;
    END IF;

    held.head := held.head + 1;
    held.last_at := moment;
    outcome := 'new'; seq := held.head;
    CASE d.kind
      WHEN 'edit' THEN
        UPDATE entry AS e SET text = d.text, edited = moment, terms = array_to_tsvector(string_to_array(d.terms, ' ') || ARRAY(
            SELECT term FROM unnest(tsvector_to_array(e.terms)) AS term WHERE left(term, 1) IN ('@', '/')))
          WHERE e.room = d.room AND e.seq = d.message;
        all_text[d.place] := NULL;
        terms[d.place] := NULL;
      WHEN 'deletion' THEN
        UPDATE entry AS e SET text = '', edited = NULL, deleted = true, terms = NULL WHERE e.room = d.room AND e.seq = d.message;
        DELETE FROM reaction AS r WHERE r.room = d.room AND r.message = d.message;
      WHEN 'reaction' THEN
        IF d."on" THEN
          INSERT INTO reaction (room, message, emoji, person, since, seq)
            SELECT d.room, d.message, d.emoji, d.person, coalesce(min(r.since), held.head), held.head
            FROM reaction AS r WHERE r.room = d.room AND r.message = d.message AND r.emoji = d.emoji
            ON CONFLICT DO NOTHING;
        ELSE
          DELETE FROM reaction AS r
            WHERE r.room = d.room AND r.message = d.message AND r.emoji = d.emoji AND r.person = d.person;
        END IF;
        SELECT count(*) INTO count FROM reaction AS r WHERE r.room = d.room AND r.message = d.message AND r.emoji = d.emoji;
      WHEN 'topic' THEN
        DELETE FROM topic AS t WHERE t.room = d.room;
        IF d.text <> '' THEN
          INSERT INTO topic (room, seq, draft, person, name, at, text)
            VALUES (d.room, held.head, d.draft, d.person, d.name, moment, d.text);
        END IF;
      ELSE
    END CASE;
    seqs[d.place] := held.head; ats[d.place] := moment; counts[d.place] := count;
    RETURN NEXT;
  END LOOP;
  {insert_added};
  UPDATE room SET head = held.head, last_at = held.last_at WHERE name = held.name;
END
$$
