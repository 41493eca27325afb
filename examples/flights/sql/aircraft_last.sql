-- An aircraft cannot arrive twice in a minute; should the data say so, the greater delay is kept.
select tailnum, arrived_at as event_timestamp, max(arr_delay)::double as last_arr_delay
from trips
where arr_delay is not null and tailnum is not null
group by tailnum, arrived_at
order by event_timestamp, tailnum
