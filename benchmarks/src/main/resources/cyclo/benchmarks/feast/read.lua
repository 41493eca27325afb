-- wrk: POST /get-online-features for ENTITIES random drivers out of DRIVERS, three features of one view
local entities = tonumber(os.getenv("ENTITIES"))
local drivers = tonumber(os.getenv("DRIVERS"))
local head = '{"features":["latest:conv_rate","latest:acc_rate","latest:avg_daily_trips"],"entities":{"driver_id":['
wrk.method = "POST"
wrk.headers["Content-Type"] = "application/json"
function init(args)
    math.randomseed(tonumber(os.getenv("SEED")))
end
function request()
    local ids = {}
    for i = 1, entities do ids[i] = math.random(0, drivers - 1) end
    return wrk.format(nil, "/get-online-features", nil, head .. table.concat(ids, ",") .. "]}}")
end
