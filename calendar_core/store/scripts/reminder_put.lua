-- Keep a row. ARGV 2: account:calendar, 3: event id, 4: row name, 5: the chat of a row that a person asked for, '' for
-- one that follows from the event, 6: due, 7: the event as a document without rows, 8: its length in minutes, 9: '1'
-- where the event is cancelled, 10: '1' where a row that is there already is left as it is, 11: the start in 7, 12: the
-- same with this one row in it, as it is written where nothing else waits for the event ('' or none: not known). Where
-- the event is cached, its times of now count. Answers 1, or 0 where the row was left.
local calendar, id, name, due = ARGV[2], ARGV[3], ARGV[4], tonumber(ARGV[6])
local ref, lasts = calendar .. ':' .. id, tonumber(ARGV[8])
local was, at, length = locate(calendar, id)

-- Most are the first row of their event, which is as the caller knows it: nothing to read, nothing to put together.
local function as_given()
  local starts = tonumber(ARGV[11] or '')
  if not starts or (was and not (at == starts and length == lasts)) then
    return false
  end
  local minute = was or minute_of(starts, lasts)
  local key = ROW .. named(minute)
  if redis.call('HSETNX', key, ref, ARGV[12]) == 0 then
    return false
  end
  live_until(key, minute)
  if not at then
    stray(calendar, id, minute)
  end
  if ARGV[9] ~= '1' then
    wake(minute, due)
  end
  return true
end

if as_given() then
  return 1
end
local given = cjson.decode(ARGV[7])
local minute = at and was or minute_of(given.at, lasts)
local doc = doc_at(was or minute, ref)
if ARGV[10] == '1' and doc and doc.rows[name] then
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
  stray(calendar, id, minute)
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
  wake(minute, due)
end
return 1
