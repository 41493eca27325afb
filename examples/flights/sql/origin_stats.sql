-- Known when the flight has left: the window ends with the last departure. Flights that leave in the same minute share one window,
-- so their rows are equal and `distinct` keeps one.
select distinct
    origin, departed_at as event_timestamp,
    avg(dep_delay) over last_3_hours as mean_dep_delay_3h,
    count(*) over last_3_hours as departures_3h
from trips
where dep_delay is not null
window last_3_hours as (partition by origin order by departed_at range between interval 3 hours preceding and current row)
order by event_timestamp, origin
