select
    Filiale as filiale, Artikel as artikel, Geschäftsschluss as zeit, "Umsatz (€)" as umsatz_gestern, "Verkaufte Stück" as stueck_gestern,
    avg("Umsatz (€)") over (partition by Filiale, Artikel order by Geschäftsschluss range between interval 7 days preceding and current row) as umsatz_7t,
    "Temperatur °C" as temperatur
from verkaeufe
