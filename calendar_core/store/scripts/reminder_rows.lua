-- How reminder rows are kept; behind reminder_minutes.lua.
--
-- What waits for one event is one JSON document (reminder_values.ReminderDocument), a field of the hash of the minute in which
-- the event ends: hundreds of small documents packed into one key, which lives until an hour after. WHEEL has each
-- such minute by its earliest due row; when that comes near, the minute is opened: its rows that are due soon get a
-- place of their own in DUE, where they are claimed. A row's name there is "chat|account:calendar:event|name".
local TIME = redis.call('TIME')
local NOW = TIME[1] + TIME[2] / 1000000 + OFFSET
local VERSION = 2
local SOON = 60 -- seconds that an opened minute looks ahead
local HOME_ZONE, USUAL_MINUTES = 'Asia/Kuala_Lumpur', 60 -- what reminder_values.ReminderDocument leaves out

-- Lua would print a number with 14 digits only.
local function num(value)
  return string.format('%.6f', value)
end

-- RFC 3339 in UTC of epoch seconds.
local function iso(seconds)
  local days = math.floor(seconds / 86400)
  local rest = seconds - days * 86400
  local year, month, day = civil(days)
  return string.format('%04d-%02d-%02dT%02d:%02d:%02dZ', year, month, day, math.floor(rest / 3600),
    math.floor(rest % 3600 / 60), math.floor(rest % 60))
end

local function read_doc(value)
  local ok, doc = pcall(cjson.decode, type(value) == 'string' and value or '')
  if ok and type(doc) == 'table' and doc.v == VERSION and type(doc.rows) == 'table' and type(doc.at) == 'number'
    and type(doc.event_id) == 'string' then
    return doc
  end
  return nil
end

local function doc_at(minute, ref)
  return read_doc(redis.pcall('HGET', ROW .. named(minute), ref))
end

-- A row is how many seconds before the start it is due; one that a person asked for is {seconds}, or {seconds, chat}
-- where its name, ":chat:...", does not say the chat.
local function is_own(row)
  return type(row) == 'table'
end

local function before_start(row)
  return is_own(row) and row[1] or row
end

local function chat_in(name)
  return string.match(name, '^:(-?%d+):')
end

local function member_of(ref, name, row)
  return (is_own(row) and row[2] or chat_in(name) or '0') .. '|' .. ref .. '|' .. name
end

local function forget(member)
  redis.call('ZREM', DUE, member)
  redis.call('HDEL', LEASES, member)
end

local function drop_doc(minute, ref)
  local key = ROW .. named(minute)
  redis.call('HDEL', key, ref)
  if redis.call('EXISTS', key) == 0 then
    redis.call('ZREM', WHEEL, string.format('%d', minute))
  end
end

local function write_doc(minute, ref, doc)
  local most
  for _, row in pairs(doc.rows) do
    most = math.max(most or before_start(row), before_start(row))
  end
  if not most then
    return drop_doc(minute, ref)
  end
  doc.v, doc.time = VERSION, iso(doc.at - most)
  local key = ROW .. named(minute)
  if redis.call('HSET', key, ref, cjson.encode(doc)) == 1 then
    live_until(key, minute)
  end
end

-- A derived row was sent for the event's start `mark`: the next sync does not bring it back.
local function note_sent(minute, field, mark)
  local key = SENT .. named(minute)
  if redis.call('HSET', key, field, mark) == 1 then
    live_until(key, minute)
  end
end

local function split(ref)
  return string.match(ref, '^([^:]*:[^:]*):(.*)$')
end

-- The event has moved and its rows were derived anew at another minute; what a person asked for goes there too.
local function move_own(ref, doc, minute, there, at)
  local target = doc_at(there, ref)
  local rows = target and target.rows or {}
  for name, row in pairs(doc.rows) do
    if is_own(row) and not rows[name] then
      rows[name] = row
      wake(there, num((at or doc.at) - before_start(row)))
    end
  end
  drop_doc(minute, ref)
  target = target or doc
  target.rows, target.at = rows, at or target.at
  write_doc(there, ref, target)
end

-- Give the rows of that minute that are due soon their places in DUE, and the minute its next time in WHEEL.
local function open_minute(minute)
  local key, soon = ROW .. named(minute), iso(NOW + SOON + 1)
  local flat = redis.pcall('HGETALL', key)
  if flat.err then
    redis.call('DEL', key) -- a value of another type: rubbish
    flat = {}
  end
  local next_, next_time, next_value
  local function later(due)
    next_ = math.min(next_ or due, due)
  end
  local function place(ref, value)
    local doc, calendar, id = read_doc(value), split(ref)
    if not doc or not id then
      redis.call('HDEL', key, ref)
      return
    end
    local there, at = locate(calendar, id)
    if not there then
      stray(calendar, id, minute)
    elseif there ~= minute then
      return move_own(ref, doc, minute, there, at)
    end
    for name, row in pairs(doc.rows) do
      local due = doc.at - before_start(row)
      if due <= NOW + SOON then
        redis.call('ZADD', DUE, 'NX', num(due), member_of(ref, name, row))
      else
        later(due)
      end
    end
  end
  for i = 1, #flat, 2 do
    local time = string.match(flat[i + 1], '"time":"([^"]*)"')
    if string.find(flat[i + 1], '"off":true', 1, true) then
      time = nil -- silent as long as its event is
    elseif time and time > soon then -- far off: not worth reading, but for the nearest of them
      if not next_time or time < next_time then
        next_time, next_value = time, flat[i + 1]
      end
    else
      place(flat[i], flat[i + 1])
    end
  end
  local doc = next_value and read_doc(next_value)
  for _, row in pairs(doc and doc.rows or {}) do
    later(doc.at - before_start(row))
  end
  if next_value and not next_ then
    later(NOW + SOON) -- the nearest is rubbish: it goes when its time has come
  end
  if next_ then
    redis.call('ZADD', WHEEL, num(next_), string.format('%d', minute))
  else
    redis.call('ZREM', WHEEL, string.format('%d', minute))
  end
end

-- Open what has come near.
local function open_minutes()
  for _, minute in ipairs(redis.call('ZRANGE', WHEEL, '-inf', num(NOW), 'BYSCORE')) do
    open_minute(tonumber(minute) or 0)
  end
end
