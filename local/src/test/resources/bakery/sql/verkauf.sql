-- The label: what was sold, asked for twelve hours before closing.
select
    Filiale as filiale, Artikel as artikel, Geschäftsschluss - interval 12 hours as event_timestamp, Geschäftsschluss as verkaufstag, "Umsatz (€)" as umsatz
from verkaeufe
