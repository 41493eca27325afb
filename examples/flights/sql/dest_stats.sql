-- What the last flights met at their destination, known when they have arrived: the window ends with the last arrival.
select distinct
    dest, arrived_at as event_timestamp,
    avg(arr_delay) over last_6_hours as mean_arr_delay_6h,
    count(*) over last_6_hours as arrivals_6h
from trips
where arr_delay is not null
window last_6_hours as (partition by dest order by arrived_at range between interval 6 hours preceding and current row)
order by event_timestamp, dest
