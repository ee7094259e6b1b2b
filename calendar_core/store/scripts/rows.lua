-- What all scripts share that write events together with their reminder rows. It is put in front of each of them.
-- KEYS 1-10: CalendarKeys.script_keys(); those that end in a colon are beginnings, completed here within one slot.
-- ARGV 1: Clock.offset in seconds; 2: "account:", the beginning of this account's rows; 3: a msgpack map.
local STATE, INDEX, LONG, WRITTEN, EVENT = KEYS[1], KEYS[2], KEYS[3], KEYS[4], KEYS[5]
local RECORD, ROW, DUE, LEASES, SYNCS = KEYS[6], KEYS[7], KEYS[8], KEYS[9], KEYS[10]
local OFFSET = tonumber(ARGV[1])
local ACCOUNT = ARGV[2]
local HEAD = cmsgpack.unpack(ARGV[3])
local GRACE = 3600 -- a row is gone an hour after its event's end
local MINUTE_SHARE = 1048576 -- an index score is the start in seconds; its fraction the length in minutes / 2^20
local LONG_FROM = 180 -- minutes; longer events have an index of their own (event_list.lua)
local IDLE_LIFE = 2592000 -- seconds; sets and hashes of a calendar nobody syncs any more go after 30 days
local TIME = redis.call('TIME')
local NOW = TIME[1] + TIME[2] / 1000000 + OFFSET

-- Lua would print a number with 14 digits only.
local function num(value)
  return string.format('%.6f', value)
end

local function life_after(ends)
  return string.format('%.0f', (ends + GRACE - OFFSET) * 1000)
end

local function pairs_of(flat)
  local map = {}
  for i = 1, #flat, 2 do
    map[flat[i]] = flat[i + 1]
  end
  return map
end

local function drop_row(record, field)
  local member = ACCOUNT .. field
  redis.call('DEL', ROW .. member)
  redis.call('ZREM', DUE, member)
  redis.call('HDEL', LEASES, member)
  redis.call('HDEL', record, field)
end

-- Rows of an event that goes. A person's own are silenced and come back with the event, unless they stay awake.
local function drop_rows(id, stay_awake)
  local record = RECORD .. id
  local fields = redis.call('HGETALL', record)
  for i = 1, #fields, 2 do
    local kind = string.sub(fields[i + 1], 1, 1)
    if kind == 'd' then
      drop_row(record, fields[i])
    elseif kind == 'p' and not stay_awake then
      redis.call('ZREM', DUE, ACCOUNT .. fields[i])
      redis.call('HDEL', LEASES, ACCOUNT .. fields[i])
    end
  end
end

-- RFC 3339 in UTC of epoch seconds (days to civil date, Gregorian).
local function iso(seconds)
  local days = math.floor(seconds / 86400)
  local rest = seconds - days * 86400
  local z = days + 719468
  local era = math.floor(z / 146097)
  local doe = z - era * 146097
  local yoe = math.floor((doe - math.floor(doe / 1460) + math.floor(doe / 36524) - math.floor(doe / 146096)) / 365)
  local doy = doe - (365 * yoe + math.floor(yoe / 4) - math.floor(yoe / 100))
  local mp = math.floor((5 * doy + 2) / 153)
  local day = doy - math.floor((153 * mp + 2) / 5) + 1
  local month = mp < 10 and mp + 3 or mp - 9
  local year = yoe + era * 400 + (month <= 2 and 1 or 0)
  return string.format('%04d-%02d-%02dT%02d:%02d:%02dZ', year, month, day, math.floor(rest / 3600),
    math.floor(rest % 3600 / 60), math.floor(rest % 60))
end

-- The row's JSON with the event's new times. A quote inside a text is escaped, so these names match fields only.
local function retimed(row, due, item)
  row = string.gsub(row, '"time":"[^"]*"', '"time":"' .. iso(due) .. '"', 1)
  row = string.gsub(row, '"over":%d+', '"over":' .. string.format('%.0f', item[5]), 1)
  for _, name in ipairs({ 'start', 'end', 'zone' }) do
    local value = string.match(item[2], '"' .. name .. '":"([^"]*)"')
    if value then
      row = string.gsub(row, '"' .. name .. '":"[^"]*"', '"' .. name .. '":"' .. value .. '"', 1)
    end
  end
  return row
end

-- A person's own row follows its event: as far before the start as it was.
local function follow(record, field, value, item)
  local member = ACCOUNT .. field
  local row = redis.call('GET', ROW .. member)
  if not row then
    redis.call('HDEL', record, field)
  end
  if item[6] or not row then
    redis.call('ZREM', DUE, member)
    redis.call('HDEL', LEASES, member)
    return
  end
  local due, start = string.match(value, '^p (%S+) (%S+)$')
  due, start = tonumber(due), tonumber(start)
  if start ~= item[3] then
    due = due + item[3] - start
    if due <= NOW and item[3] > NOW then
      due = item[3]
    end
    redis.call('HSET', record, field, 'p ' .. num(due) .. ' ' .. num(item[3]))
    redis.call('SET', ROW .. member, retimed(row, due, item), 'PXAT', life_after(item[5]))
    redis.call('HDEL', LEASES, member)
    redis.call('ZADD', DUE, num(due), member)
  elseif not redis.call('ZSCORE', DUE, member) then
    redis.call('ZADD', DUE, num(due), member)
  end
end

-- Whether a row that the event no longer gives rise to is left: it is due (or being sent) and the event still holds.
local function is_due(member)
  if redis.call('HEXISTS', LEASES, member) == 1 then
    return true
  end
  local score = redis.call('ZSCORE', DUE, member)
  return score and tonumber(score) <= NOW
end

local function put_row(record, row, item, had)
  local field, value, due = row[1], row[2], row[3]
  local member = ACCOUNT .. field
  local mark = num(item[3])
  if had == 's ' .. mark then
    return -- sent already for this start
  end
  if had == 'd ' .. mark then
    local known = redis.call('GET', ROW .. member)
    if known == value then
      return
    end
    if known and is_due(member) then
      return -- late or in flight: derived anew it would only be put off
    end
  end
  redis.call('SET', ROW .. member, value, 'PXAT', life_after(item[5]))
  redis.call('ZADD', DUE, num(due), member)
  redis.call('HDEL', LEASES, member)
  redis.call('HSET', record, field, 'd ' .. mark)
end

-- Make the derived rows of an event exactly those of item = {id, json, start, minutes, ends, silent, rows}.
local function derive(item)
  local record = RECORD .. item[1]
  local had = pairs_of(redis.call('HGETALL', record))
  local rows = item[7]
  if #rows == 0 and not next(had) then
    return
  end
  local mark = num(item[3])
  local wanted = {}
  for _, row in ipairs(rows) do
    wanted[row[1]] = true
  end
  for field, value in pairs(had) do
    local kind = string.sub(value, 1, 1)
    local same_start = string.sub(value, 3) == mark
    if kind == 'p' then
      follow(record, field, value, item)
    elseif kind == 'd' and not wanted[field] then
      if item[6] or not same_start or not is_due(ACCOUNT .. field) then
        drop_row(record, field)
      end
    elseif kind == 's' and not same_start then
      redis.call('HDEL', record, field)
    end
  end
  for _, row in ipairs(rows) do
    put_row(record, row, item, had[row[1]])
  end
  redis.call('PEXPIREAT', record, life_after(item[5]))
end

-- Write an event and its rows; answers what stood there before (false: nothing). indexed: the index has it as it was.
local function put_event(item, indexed)
  local id, value = item[1], item[2]
  local old = redis.pcall('SET', EVENT .. id, value, 'PX', HEAD.life, 'GET')
  if type(old) == 'table' then -- a value of another type: rubbish
    redis.call('SET', EVENT .. id, value, 'PX', HEAD.life)
    old = false
  end
  if not indexed or old ~= value then
    local score = string.format('%.17g', item[3] + item[4] / MINUTE_SHARE)
    redis.call('ZADD', INDEX, score, id)
    if item[4] > LONG_FROM then
      redis.call('ZADD', LONG, score, id)
    elseif old or indexed then
      redis.call('ZREM', LONG, id)
    end
  end
  derive(item)
  return old
end

local function value_of(id)
  local value = redis.pcall('GET', EVENT .. id)
  return type(value) == 'string' and value
end

-- Take an event and its derived rows out; answers what stood there (false: nothing).
local function drop_event(id, stay_awake)
  local old = value_of(id)
  redis.call('DEL', EVENT .. id)
  redis.call('ZREM', INDEX, id)
  redis.call('ZREM', LONG, id)
  drop_rows(id, stay_awake)
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
