-- Known when the flight has arrived, not when it left: the window ends with the last arrival.
select distinct
    origin, dest, carrier, arrived_at as event_timestamp,
    avg(arr_delay) over last_30_days as mean_arr_delay_30d,
    count(*) over last_30_days as arrivals_30d
from trips
where arr_delay is not null
window last_30_days as (partition by origin, dest, carrier order by arrived_at range between interval 30 days preceding and current row)
order by event_timestamp, origin, dest, carrier
