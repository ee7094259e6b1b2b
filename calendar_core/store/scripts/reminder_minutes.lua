-- Where the rows of an event wait; behind event_keys.lua or reminder_keys.lua.
--
-- They are in the hash of the minute in which the event ends. The minute follows from the event's entry in the index;
-- of an event that is not there, a bucket among STRAYS knows it: 2,048 small hashes of digest -> minute, for those stay
-- packed at 16 bytes an entry where one large hash takes 70. A hash of the calendar's own says until when
-- it has such events ("*"): a first sync of thousands that have no rows yet need not compute where they would be.
-- Bucket and digest have 59 bits of a SHA-1, so two of a million events are alike in one store of a million; what was
-- asked for then comes all the same unless the other event is over before it is due.
-- Every call of a script makes all its functions anew, so what adds a row has these and no more.
local GRACE = 3480 -- seconds from the (rounded) end of an event to the end of its rows: an hour at most from the true end
local MINUTE_SHARE = 1048576 -- an index score is the start in seconds; its fraction the length in minutes / 2^20
local floor, format = math.floor, string.format

-- Days since 1970 to civil date, Gregorian.
local function civil(days)
  local z = days + 719468
  local era = floor(z / 146097)
  local doe = z - era * 146097
  local yoe = floor((doe - floor(doe / 1460) + floor(doe / 36524) - floor(doe / 146096)) / 365)
  local doy = doe - (365 * yoe + floor(yoe / 4) - floor(yoe / 100))
  local mp = floor((5 * doy + 2) / 153)
  local month = mp < 10 and mp + 3 or mp - 9
  return yoe + era * 400 + (month <= 2 and 1 or 0), month, doy - floor((153 * mp + 2) / 5) + 1
end

local names = {} -- minute -> how its keys end

local function named(minute)
  if not names[minute] then
    local days = floor(minute / 1440)
    local year, month, day = civil(days)
    local rest = minute - days * 1440
    names[minute] = format('%04d%02d%02dT%02d%02dZ', year, month, day, floor(rest / 60), rest % 60)
  end
  return names[minute]
end

-- The minute whose hash has the rows of an event that starts `at` (epoch seconds) and lasts so many minutes.
local function minute_of(at, minutes)
  return math.ceil(at / 60 + minutes)
end

local function live_until(key, minute)
  redis.call('PEXPIREAT', key, format('%.0f', (minute * 60 + GRACE - OFFSET) * 1000))
end

local asked, bucket, field, mark -- the event that was asked for last, and its place

-- The bucket of an event, "account:calendar:event", its six bytes there, and the same as a number.
local function stray_place(ref)
  if asked ~= ref then
    local digest = redis.sha1hex(ref)
    asked, mark = ref, tonumber(string.sub(digest, 5, 16), 16)
    bucket = STRAYS .. string.sub(digest, 1, 2) .. tonumber(string.sub(digest, 3, 3), 16) % 8
    field = struct.pack('>I6', mark)
  end
  return bucket, field, mark
end

-- Each 32nd digest that comes takes along what is over in its bucket.
local function sweep(key)
  local over = (redis.call('TIME')[1] + OFFSET - GRACE) / 60
  local flat = redis.call('HGETALL', key)
  for i = 1, #flat, 2 do
    if (tonumber(flat[i + 1]) or 0) < over then
      redis.call('HDEL', key, flat[i])
    end
  end
end

-- HSET into a hash; a value of another type is rubbish and counts as absent.
local function keep_in(key, name, value)
  local added = redis.pcall('HSET', key, name, value)
  if type(added) == 'table' and string.find(added.err, 'WRONGTYPE', 1, true) then
    redis.call('DEL', key)
    added = redis.call('HSET', key, name, value)
  end
  return added == 1
end

local marks = {} -- calendar -> until when it has strays, as far as that was asked for

-- The event is not in the index (any more), but rows of it wait there.
local function stray(calendar, id, minute)
  local key, digest, number = stray_place(calendar .. ':' .. id)
  local added = keep_in(key, digest, format('%d', minute))
  -- The last of them says how long; in whole days, else most would be one more write.
  local last = (floor((minute * 60 + GRACE - OFFSET) / 86400) + 1) * 86400
  if redis.call('EXPIRETIME', key) < last then
    redis.call('EXPIREAT', key, format('%d', last))
  end
  if (marks[calendar] or 0) < last and (tonumber(redis.pcall('HGET', STRAYS .. calendar, '*')) or 0) < last then
    marks[calendar] = last
    keep_in(STRAYS .. calendar, '*', format('%d', last))
    redis.call('EXPIREAT', STRAYS .. calendar, format('%d', last))
  end
  if added and number % 32 == 0 then
    sweep(key)
  end
end

-- Where the rows of that event are, with its start and length where the index has it; nil where nobody knows.
local function locate(calendar, id)
  local score = redis.call('ZSCORE', index_of(calendar), id)
  if score then
    local at = floor(tonumber(score))
    local minutes = floor((tonumber(score) - at) * MINUTE_SHARE + 0.5)
    return minute_of(at, minutes), at, minutes
  end
  -- The version before kept event id -> minute here; what is left of those goes with the rest.
  local found = redis.pcall('HMGET', STRAYS .. calendar, id, '*')
  if found[2] then
    marks[calendar] = tonumber(found[2])
    local key, digest = stray_place(calendar .. ':' .. id)
    return tonumber(redis.pcall('HGET', key, digest) or found[1])
  end
  return tonumber(found[1])
end

-- The minute is to be opened then, if not before. due: epoch seconds, as text.
local function wake(minute, due)
  redis.call('ZADD', WHEEL, 'LT', due, format('%d', minute))
end
