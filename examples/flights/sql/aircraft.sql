select tailnum, max(year) as built, max(seats) as seats
from planes
group by tailnum
order by tailnum
