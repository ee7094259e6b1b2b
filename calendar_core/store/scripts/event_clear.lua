-- Forget events, derived rows and the sync token: HEAD = {member}. A person's own rows stay and stay awake.
local generation = generation_now() + 1
for _, id in ipairs(redis.call('ZRANGE', INDEX, 0, -1)) do
  drop_event(id, true)
end
redis.call('DEL', INDEX, LONG, WRITTEN)
redis.pcall('HDEL', COUNTS, CALENDAR)
redis.call('HDEL', STATE, 'token', 'zone', 'window_start', 'window_end', 'full_due', 'synced_at', 'truncated_from')
finish_write(generation)
return generation
