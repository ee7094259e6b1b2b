-- What all scripts share that write events together with their reminder rows; behind event_keys.lua and
-- reminder_rows.lua.
local LONG_FROM = 180 -- minutes; longer events have an index of their own (event_list.lua)
local IDLE_LIFE = 2592000 -- seconds; sets and hashes of a calendar nobody syncs any more go after 30 days

local function pairs_of(flat)
  local map = {}
  for i = 1, #flat, 2 do
    map[flat[i]] = flat[i + 1]
  end
  return map
end

local function value_of(id)
  local value = redis.pcall('GET', EVENT .. id)
  return type(value) == 'string' and value
end

-- Whether a row that the event no longer gives rise to is left: it is due (or being sent) and the event still holds.
local function is_due(member, due)
  return due <= NOW or redis.call('HEXISTS', LEASES, member) == 1
end

-- Rows of an event that goes. A person's own are silenced and come back with the event, unless they stay awake.
local function drop_rows(id, minute, stay_awake)
  local ref = REF .. id
  local doc = doc_at(minute, ref)
  if not doc then
    return
  end
  local own = {}
  for name, row in pairs(doc.rows) do
    if is_own(row) then
      own[name] = row
    end
    if not (is_own(row) and stay_awake) then
      forget(member_of(ref, name, row))
    end
  end
  doc.rows, doc.off = own, not stay_awake and true or nil
  write_doc(minute, ref, doc)
  if next(own) then
    stray(HEAD.member, id, minute)
  end
end

-- What a document says about its event, apart from the rows; reminder_values.py says it in the same way.
local function describe(doc, item)
  local ok, event = pcall(cjson.decode, item[2] ~= '' and item[2] or value_of(item[1]) or '')
  event = ok and type(event) == 'table' and event or {}
  doc.event_id, doc.at = item[1], item[3]
  doc.title = event.title or doc.title
  doc.location = event.location
  doc.zone = event.zone ~= HOME_ZONE and event.zone or nil
  doc.minutes = item[4] ~= USUAL_MINUTES and item[4] or nil
  doc.days = #(event.start or '') == 10 and math.floor(item[4] / 1440 + 0.5) or nil
  doc.off = nil
end

-- Of the rows that wait: which stay. rows: name -> how many seconds before the start, as the event gives rise to now.
local function staying(doc, ref, item, rows)
  local stay, same_start, changed = {}, doc.at == item[3], false
  for name, row in pairs(doc.rows) do
    local member, due = member_of(ref, name, row), doc.at - before_start(row)
    if is_own(row) then
      -- It follows its event: as far before the start as it was.
      stay[name] = row
      if not same_start and item[3] - row[1] <= NOW and item[3] > NOW then
        stay[name] = { 0, row[2] }
      end
      if not same_start or item[5] then
        forget(member)
      end
    elseif not item[5] and same_start and (rows[name] == row or is_due(member, due)) then
      stay[name] = row -- late or in flight: derived anew it would only be put off
    else
      forget(member)
      changed = true
    end
  end
  return stay, changed or not same_start
end

-- Make the derived rows of an event exactly those of item = {id, json, start, minutes, silent, rows}.
-- was: the minute where its rows were. changed: the event is not as it was. Answers the minute where they are now.
local function derive(item, was, changed)
  local ref, minute = REF .. item[1], minute_of(item[3], item[4])
  was = was or minute
  local doc = doc_at(was, ref)
  if not doc and #item[6] == 0 then
    return minute
  end
  local rows = {}
  for _, row in ipairs(item[6]) do
    rows[row[1]] = item[3] - row[2]
  end
  local had = doc or { at = item[3], rows = {} }
  local stay, write = staying(had, ref, item, rows)
  write = write or changed or was ~= minute or (had.off or false) ~= item[5]
  local mark = num(item[3])
  for name, seconds in pairs(rows) do
    local field = ref .. '|' .. name
    local sent = redis.call('HGET', SENT .. named(was), field)
    if sent and (sent ~= mark or was ~= minute) then
      redis.call('HDEL', SENT .. named(was), field)
    end
    if sent == mark then
      note_sent(minute, field, mark)
      write = write or stay[name] ~= nil
      stay[name] = nil -- sent already for this start
    elseif not stay[name] then
      stay[name], write = seconds, true
    end
  end
  if not write then
    return minute
  end
  describe(had, item)
  had.rows, had.off = stay, item[5] and next(stay) and true or nil
  if was ~= minute then
    drop_doc(was, ref)
  end
  write_doc(minute, ref, had)
  if not item[5] then
    for name, row in pairs(stay) do
      if not redis.call('ZSCORE', DUE, member_of(ref, name, row)) then
        wake(minute, num(item[3] - before_start(row)))
      end
    end
  end
  return minute
end

-- The event is in the index from now on.
local function no_stray(id)
  local key, digest = stray_place(REF .. id)
  redis.pcall('HDEL', key, digest)
  redis.pcall('HDEL', STRAYS .. HEAD.member, id)
end

-- Write an event and its rows; answers what stood there before (false: nothing).
local function put_event(item)
  local id, value = item[1], item[2]
  local minute, at = locate(HEAD.member, id)
  local old = redis.pcall('SET', EVENT .. id, value, 'PX', HEAD.life, 'GET')
  if type(old) == 'table' then -- a value of another type: rubbish
    redis.call('SET', EVENT .. id, value, 'PX', HEAD.life)
    old = false
  end
  derive(item, minute, old ~= value)
  if not at or old ~= value then
    local score = string.format('%.17g', item[3] + item[4] / MINUTE_SHARE)
    redis.call('ZADD', INDEX, score, id)
    if item[4] > LONG_FROM then
      redis.call('ZADD', LONG, score, id)
    elseif at then
      redis.call('ZREM', LONG, id)
    end
    if minute and not at then
      no_stray(id)
    end
  end
  return old
end

-- Take an event and its derived rows out; answers what stood there (false: nothing). minute: where its rows are, if
-- not where the index says.
local function drop_event(id, stay_awake, minute)
  local old = value_of(id)
  minute = minute or locate(HEAD.member, id)
  redis.call('DEL', EVENT .. id)
  redis.call('ZREM', INDEX, id)
  redis.call('ZREM', LONG, id)
  if minute then
    drop_rows(id, minute, stay_awake)
  end
  return old
end

-- Google's `updated` of a stored event, as text that sorts by time; '' where it is not known.
local function updated_of(value)
  return value and string.match(value, '"updated":"([^"]+)"') or ''
end

-- Instances in the cache of those repeating events (RFC 5545 series): "series_20261124T070000Z".
local function instances_of(series)
  local found = {}
  if not next(series) then
    return found
  end
  for _, id in ipairs(redis.call('ZRANGE', INDEX, 0, -1)) do
    local of = string.match(id, '^(.+)_[^_]*$')
    if of and series[of] then
      found[#found + 1] = id
    end
  end
  return found
end

local function finish_write(generation)
  redis.call('HSET', STATE, 'v', '1', 'generation', string.format('%.0f', generation), 'count', redis.call('ZCARD', INDEX))
  for _, key in ipairs({ STATE, INDEX, LONG, WRITTEN }) do
    redis.call('EXPIRE', key, IDLE_LIFE)
  end
end

local function generation_now()
  local stored = tonumber(redis.call('HGET', STATE, 'generation'))
  if not stored then
    redis.call('DEL', WRITTEN) -- its numbers belong to a state that is gone
  end
  return stored or 0
end

local function sync_due(at)
  redis.call('ZADD', SYNCS, num(at), HEAD.member)
  redis.call('HSET', STATE, 'due_at', num(at))
end
