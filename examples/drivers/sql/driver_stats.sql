-- The file repeats some rows; of several for one driver and hour the last created is kept.
select driver_id, datetime as event_timestamp, conv_rate, acc_rate, avg_daily_trips, created
from stats
qualify row_number() over (
    partition by driver_id, datetime
    order by created desc, conv_rate desc, acc_rate desc, avg_daily_trips desc) = 1
order by event_timestamp, driver_id
