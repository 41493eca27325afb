-- One report per airport and hour; of two for the same hour the one with the greatest values is kept, whatever their order in the file.
select origin, time_hour as event_timestamp, temp, dewp, humid, wind_speed, wind_gust, precip, pressure, visib
from weather
qualify row_number() over (
    partition by origin, time_hour
    order by temp desc, dewp desc, humid desc, wind_speed desc, wind_gust desc, precip desc, pressure desc, visib desc) = 1
order by event_timestamp, origin
