CREATE TABLE all_types(event_timestamp timestamptz, created timestamptz, driver_id bigint, zone text, f_bytes bytea, f_string text, f_int32 int, f_int64 bigint,
  f_float64 double precision, f_float32 real, f_bool boolean, f_ts timestamptz, l_bytes bytea[], l_string text[], l_int32 int[], l_int64 bigint[],
  l_float64 double precision[], l_float32 real[], l_bool boolean[], l_ts timestamptz[]);
INSERT INTO all_types VALUES
('2024-01-01 00:00:00+00','2024-01-01 00:30:00+00',1001,'Nord','\x00ff10','hello',-5,1234567890123,3.141592653589793,1.5,true,'2023-12-31 23:59:59+00',
  '{"\\x00ff","\\x10"}','{a,"b c",ü}','{1,-2}','{1,-2,3}','{0.1,0.2}','{1.5,-2.25}','{true,false}','{2023-12-31 23:59:59+00,1970-01-01 00:00:00+00}'),
('2024-01-01 00:00:00+00','2024-01-01 00:30:00+00',1002,'Süd 東京','\xdeadbeef','Grüße 東京 🚲',2147483647,9223372036854775807,1e308,3.4e38,false,'1969-07-20 20:17:40+00',
  '{"\\xdeadbeef"}','{"東京",""}','{2147483647,-2147483648}','{9223372036854775807,-9223372036854775808}','{-1e308}','{3.4e38}','{false}','{2262-01-01 00:00:00+00}'),
('2024-01-01 00:00:00+00','2024-01-01 00:30:00+00',-7,'','\x','',-2147483648,-9223372036854775808,'Infinity',0,false,'1970-01-01 00:00:00+00',
  '{"\\x"}','{x}','{0}','{0}','{0}','{0}','{true}','{1970-01-01 00:00:00+00}'),
('2024-01-01 06:00:00+00','2024-01-01 06:30:00+00',1003,'Nord',NULL,NULL,7,7,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL);
CREATE TABLE stats(event_timestamp timestamptz, created timestamptz, driver_id bigint, rate double precision, trips bigint);
INSERT INTO stats VALUES
('2024-01-01 00:00:00+00','2024-01-01 00:30:00+00',1001,0.25,7), ('2024-01-01 12:00:00.123456+00','2024-01-01 12:30:00+00',1001,0.5,8),
('2024-01-01 12:00:00+00','2024-01-01 12:30:00+00',1002,0.75,9007199254740993), ('2024-01-03 00:00:00+00','2024-01-03 00:30:00+00',1002,0.125,10);
CREATE TABLE mapped AS SELECT event_timestamp, created, driver_id, rate * 10 AS score_raw FROM stats;
CREATE TABLE world(event_timestamp timestamptz, fuel double precision);
INSERT INTO world VALUES ('2024-01-01 00:00:00+00',1.75), ('2024-01-01 18:00:00+00',1.5);
CREATE TABLE newer(event_timestamp timestamptz, driver_id bigint, id uuid, n bigint);
CREATE TABLE labels(event_timestamp timestamptz, driver_id bigint, good bigint, labeler text);
