-- One row per flight, at the moment its prediction is made: one hour before it is scheduled to leave.
select
    flight_id,
    sched_dep - interval 1 hour as event_timestamp,
    origin, dest, carrier, tailnum, sched_dep, distance,
    arr_delay::double as arr_delay
from trips
order by event_timestamp, flight_id
