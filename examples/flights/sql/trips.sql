-- Flights with the instants at which things happened. dep_time and arr_time in the source are clock readings (517 is 05:17), so
-- instants are made from the scheduled hour in UTC and the delays. Arrival is not recorded as an instant: it is about the actual
-- departure, plus the time in the air, plus 25 minutes on the ground.
select
    row_number() over (order by sched_dep, origin, carrier, flight) as flight_id,
    sched_dep,
    sched_dep + to_minutes(dep_delay::int) as departed_at,
    sched_dep + to_minutes((dep_delay + coalesce(air_time, 0) + 25)::int) as arrived_at,
    origin, dest, carrier, tailnum, distance::double as distance,
    dep_delay, arr_delay
from (select *, time_hour + to_minutes(minute::int) as sched_dep from flights)
