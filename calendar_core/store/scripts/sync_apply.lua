-- Merge what one sync run found, and its token, in one step.
-- HEAD = {life, member, full, token, lease, expected_token, expected_generation, zone, window_start, window_end,
--         full_due, due_at, bound, removed, moved_out, items}; KEYS 11: the staged items of a big batch.
-- Answers {0}: refused; or {1, {id, old, ...} changed, {old, ...} removed, {id, old, ...} moved out}.
if (redis.call('HGET', STATE, 'token') or '') ~= HEAD.expected_token then
  return { 0 }
end
if HEAD.lease ~= '' and redis.call('HGET', STATE, 'lease') ~= HEAD.lease then
  return { 0 }
end
local first = not redis.call('HGET', STATE, 'synced_at')
local generation = generation_now() + 1
local written = pairs_of(redis.call('HGETALL', WRITTEN))
local changed, removed, moved_out, named = {}, {}, {}, {}
local doubt = false
-- A full run mends the index too: what it has and what it lacks.
local index = HEAD.full and pairs_of(redis.call('ZRANGE', INDEX, 0, -1, 'WITHSCORES')) or {}

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
  named[id] = true
  local own = own_write(id)
  if own == -1 then
    doubt = true -- listed before our deletion, or brought back after it: the next full run knows
    return
  end
  if own == 1 and updated_of(value_of(id)) > updated_of(item[2]) then
    return -- listed before our own write
  end
  local old = put_event(item, not HEAD.full or index[id] ~= nil)
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

for _, item in ipairs(HEAD.items) do
  merge(item)
end
local staged = KEYS[11] and redis.call('LLEN', KEYS[11]) or 0
for from = 0, staged - 1, 500 do
  for _, blob in ipairs(redis.call('LRANGE', KEYS[11], from, from + 499)) do
    merge(cmsgpack.unpack(blob))
  end
end
if staged > 0 then
  redis.call('DEL', KEYS[11])
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
  if not named[id] and own_write(id) ~= 1 then
    take_out(id, false)
  end
end
for _, item in ipairs(HEAD.moved_out) do
  if own_write(item[1]) == 0 then
    derive(item)
    local old = drop_event(item[1], true)
    if old then
      moved_out[#moved_out + 1] = item[1]
      moved_out[#moved_out + 1] = old
    end
  end
end
if HEAD.full then
  for id, score in pairs(index) do
    local start = tonumber(score)
    if not named[id] and own_write(id) ~= 1 then
      take_out(id, start >= HEAD.window_end or start < HEAD.window_start)
    end
  end
  redis.call('HDEL', STATE, 'truncated_from')
end

-- The memory bound: the far end goes first, and listings say so.
local over = redis.call('ZCARD', INDEX) - HEAD.bound
if over > 0 then
  local far = redis.call('ZRANGE', INDEX, HEAD.bound, -1, 'WITHSCORES')
  redis.call('HSET', STATE, 'truncated_from', num(math.floor(tonumber(far[2]))))
  for i = 1, #far, 2 do
    drop_event(far[i], true)
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
redis.call('HSET', STATE, 'synced_from', num(began or NOW), 'token', HEAD.token, 'zone', HEAD.zone, 'window_start', num(HEAD.window_start),
  'window_end', num(HEAD.window_end), 'full_due', num(doubt and NOW or full_due), 'synced_at', num(NOW),
  'failures', '0', 'last_error', '')
redis.call('HDEL', STATE, 'lease', 'lease_until')
sync_due(due)
finish_write(generation)
return { 1, changed, removed, moved_out }
