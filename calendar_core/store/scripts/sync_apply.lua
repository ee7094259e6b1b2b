-- Merge what one sync run found, and its token. What is too much for one step comes in parts, each under the same
-- guard; the last writes the token, so that a run that breaks off is done again from where it began.
-- HEAD = {life, member, full, token, lease, expected_token, expected_generation, zone, window_start, window_end,
--         full_due, due_at, bound, removed, moved_out, items, at_once, begins, more}; KEYS 13: the ids that it names.
-- begins, more: this is the first part, there are others. at_once: events that one step takes out at most.
-- Answers {0}: refused; or {1, {id, old, ...} changed, {old, ...} removed, {id, old, ...} moved out}; 2 instead of 1
-- where it is not done yet: the next part is wanted, or an empty one.
if (redis.call('HGET', STATE, 'token') or '') ~= HEAD.expected_token then
  return { 0 }
end
if HEAD.lease ~= '' and redis.call('HGET', STATE, 'lease') ~= HEAD.lease then
  return { 0 }
end
local first = not redis.call('HGET', STATE, 'synced_at')
local generation = generation_now() + 1
local written = pairs_of(redis.call('HGETALL', WRITTEN))
local changed, removed, moved_out = {}, {}, {}
local doubt = redis.call('HGET', STATE, 'doubt') == HEAD.lease
local NAMED = KEYS[13]
local room = HEAD.at_once
if HEAD.begins then
  redis.call('DEL', NAMED)
end

-- Own writes since this run began: 1 a put, -1 a deletion, 0 none.
local function own_write(id)
  local mark = tonumber(written[id])
  if not mark or math.abs(mark) <= HEAD.expected_generation then
    return 0
  end
  return mark > 0 and 1 or -1
end

local function merge(item)
  local id = item[1]
  redis.call('SADD', NAMED, id)
  local own = own_write(id)
  if own == -1 then
    doubt = true -- listed before our deletion, or brought back after it: the next full run knows
    return
  end
  if own == 1 and updated_of(value_of(id)) > updated_of(item[2]) then
    return -- listed before our own write
  end
  local old = put_event(item)
  if old ~= item[2] and not first then
    changed[#changed + 1] = id
    changed[#changed + 1] = old or ''
  end
end

local function take_out(id, stay_awake)
  local old = drop_event(id, stay_awake)
  if old then
    removed[#removed + 1] = old
  end
  return old
end

-- Hold Redis no longer: the rest is for the next call.
local function broken_off()
  if doubt then
    redis.call('HSET', STATE, 'doubt', HEAD.lease)
  end
  redis.call('EXPIRE', NAMED, 600)
  finish_write(generation)
  return { 2, changed, removed, moved_out }
end

for _, item in ipairs(HEAD.items) do
  merge(item)
end

local series = {}
for _, id in ipairs(HEAD.removed) do
  if own_write(id) == 1 then
    doubt = true
  elseif not take_out(id, false) then
    series[id] = true
  end
end
for _, id in ipairs(instances_of(series)) do
  if redis.call('SISMEMBER', NAMED, id) == 0 and own_write(id) ~= 1 then
    take_out(id, false)
  end
end
for _, item in ipairs(HEAD.moved_out) do
  if own_write(item[1]) == 0 then
    local minute = derive(item, locate(HEAD.member, item[1]), true)
    local old = drop_event(item[1], true, minute)
    if old then
      moved_out[#moved_out + 1] = item[1]
      moved_out[#moved_out + 1] = old
    end
  end
end
if HEAD.more then
  return broken_off()
end
if HEAD.full then
  local gone = redis.call('ZDIFF', 2, INDEX, NAMED, 'WITHSCORES')
  for i = 1, #gone, 2 do
    local id, start = gone[i], tonumber(gone[i + 1])
    if own_write(id) ~= 1 then
      if room == 0 then
        return broken_off()
      end
      room = room - 1
      take_out(id, start >= HEAD.window_end or start < HEAD.window_start)
    end
  end
  redis.call('HDEL', STATE, 'truncated_from')
end

-- The memory bound of the account: what its other calendars leave, and no less than an equal share. The far end goes
-- first, and listings say so.
local others, calendars = 0, 1
local counts = redis.pcall('HGETALL', COUNTS)
for calendar, count in pairs(counts.err and {} or pairs_of(counts)) do
  if calendar ~= CALENDAR then
    others, calendars = others + (tonumber(count) or 0), calendars + 1
  end
end
local bound = math.max(HEAD.bound - others, math.floor(HEAD.bound / calendars))
local over = redis.call('ZCARD', INDEX) - bound
if over > 0 then
  local first_out = redis.call('ZRANGE', INDEX, bound, bound, 'WITHSCORES')
  redis.call('HSET', STATE, 'truncated_from', num(math.floor(tonumber(first_out[2]))))
  for _, id in ipairs(redis.call('ZRANGE', INDEX, -math.min(over, room), -1)) do
    drop_event(id, true)
  end
  if over > room then
    return broken_off()
  end
end

for id, mark in pairs(written) do
  if math.abs(tonumber(mark)) <= HEAD.expected_generation then
    redis.call('HDEL', WRITTEN, id)
  end
end
local due = HEAD.due_at
local full_due = HEAD.full_due
if not HEAD.full then
  -- Damage may have been found since this run began.
  full_due = math.min(full_due, tonumber(redis.call('HGET', STATE, 'full_due') or full_due))
end
local asked = tonumber(redis.call('HGET', STATE, 'asked'))
local began = tonumber(redis.call('HGET', STATE, 'lease_from'))
if doubt or (asked and began and asked > began) then
  due = math.min(due, NOW + 1) -- something happened while this run was under way
end
local pushed = tonumber(redis.call('HGET', STATE, 'push_from'))
if pushed and began and pushed > began then
  due = math.min(due, math.max(NOW, tonumber(redis.call('HGET', STATE, 'push_due')) or NOW))
else
  redis.call('HDEL', STATE, 'push_from', 'push_due') -- this run took up what was pushed
end
redis.call('HSET', STATE, 'token', HEAD.token, 'zone', HEAD.zone, 'window_start', num(HEAD.window_start),
  'window_end', num(HEAD.window_end), 'full_due', num(doubt and NOW or full_due), 'synced_at', num(NOW),
  'synced_from', num(began or NOW), 'failures', '0', 'last_error', '')
if type(redis.pcall('HSET', COUNTS, CALENDAR, redis.call('ZCARD', INDEX))) == 'table' then
  redis.call('DEL', COUNTS) -- rubbish counts as absent
end
redis.call('EXPIRE', COUNTS, IDLE_LIFE)
redis.call('HDEL', STATE, 'lease', 'lease_until', 'doubt')
redis.call('DEL', NAMED)
sync_due(due)
finish_write(generation)
return { 1, changed, removed, moved_out }
