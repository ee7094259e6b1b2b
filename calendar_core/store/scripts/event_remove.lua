-- Own deletion of an event, or of a series with its instances: HEAD = {member, id}.
local generation = generation_now() + 1
drop_event(HEAD.id, false)
for _, id in ipairs(instances_of({ [HEAD.id] = true })) do
  drop_event(id, false)
  redis.call('HSET', WRITTEN, id, string.format('%.0f', -generation))
end
redis.call('HSET', WRITTEN, HEAD.id, string.format('%.0f', -generation))
finish_write(generation)
return redis.status_reply('OK')
