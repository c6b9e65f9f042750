// Reads «{"ics": …, "walls": […]}», a line each, and answers with the moments of these walls in seconds since 1970.
import { createInterface } from "node:readline";
import ICAL from "../../vendor/ical.js/ical.min.mjs";

for await (const line of createInterface({ input: process.stdin })) {
  const { ics, walls } = JSON.parse(line);
  const component = new ICAL.Component(ICAL.parse(ics)).getFirstSubcomponent("vtimezone");
  const zone = new ICAL.Timezone(component);
  const moments = walls.map((wall) => {
    const time = ICAL.Time.fromDateTimeString(wall);
    time.zone = zone;
    return time.toUnixTime();
  });
  console.log(JSON.stringify(moments));
}
