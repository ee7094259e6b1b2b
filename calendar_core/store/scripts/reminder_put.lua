-- Keep a row; behind reminder_first.lua, which has looked where the event's rows are and could not take the short way.
-- ARGV 2: account:calendar, 3: event id, 4: row name, 5: the chat of a row that a person asked for, '' for one that
-- follows from the event, 6: due, 7: the event as a document, 8: its length in minutes, 9: '1' where the event is
-- cancelled, 10: the start in 7, which then has this one row in it, as it is written where nothing else waits for the
-- event ('' or none: it has not), 11: '1' where a row that is there already is left as it is. Where the event is cached,
-- its times of now count. Answers 1, or 0 where the row was left.
local ref, name, due = ARGV[2] .. ':' .. ARGV[3], ARGV[4], tonumber(ARGV[6])
local given = cjson.decode(ARGV[7])
given.rows = {} -- the row is put together anew, by the times of the index
local minute = at and was or minute_of(given.at, lasts)
local doc = doc_at(was or minute, ref)
if ARGV[11] == '1' and doc and doc.rows[name] then
  return 0
end
if doc and was and was ~= minute then
  drop_doc(was, ref) -- the event moved while nobody looked
  doc.at = given.at
end
doc = doc or given
if at then
  doc.at, doc.minutes = at, length ~= USUAL_MINUTES and length or nil
else
  stray(ARGV[2], ARGV[3], minute)
end
local had = doc.rows[name]
local row = doc.at - due
if ARGV[5] ~= '' then
  row = chat_in(name) == ARGV[5] and { row } or { row, ARGV[5] }
end
doc.rows[name] = row
if had then
  forget(member_of(ref, name, had))
end
doc.off = ARGV[9] == '1' or nil
write_doc(minute, ref, doc)
if not doc.off then
  wake(minute, ARGV[6])
end
return 1
