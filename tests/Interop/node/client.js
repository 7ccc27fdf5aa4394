'use strict';
// A customer's application on the npm package `smpp`: binds as transceiver, submits COUNT messages with at most WINDOW
// unanswered, waits for the receipt of each, unbinds, and writes one line of JSON.
// usage: node client.js HOST PORT SYSTEM_ID PASSWORD COUNT WINDOW SECONDS

const smpp = require('smpp');

const [host, port, systemId, password, countText, windowText, secondsText] = process.argv.slice(2);
const count = Number(countText);
const window = Number(windowText);

const accepted = new Map(); // message id → number of receipts
const early = [];           // ids of receipts that came before their submit_sm_resp
const states = {};
let rejected = 0;
let duplicateIds = 0;
let submitted = 0;
let answered = 0;
let received = 0;

const session = smpp.connect({ url: `smpp://${host}:${port}` });

function finish(reason) {
  for (const id of early)
    if (accepted.has(id)) accepted.set(id, accepted.get(id) + 1);
  const counts = [...accepted.values()];
  console.log(JSON.stringify({
    reason,
    submitted,
    accepted: accepted.size,
    rejected,
    duplicateIds,
    receipts: received,
    matched: counts.filter((receipts) => receipts === 1).length,
    missing: counts.filter((receipts) => receipts === 0).length,
    repeated: counts.filter((receipts) => receipts > 1).length,
    states,
  }));
  process.exit(reason === 'done' ? 0 : 1);
}

const deadline = setTimeout(() => finish('timeout'), Number(secondsText) * 1000);
session.on('error', (error) => finish(`error: ${error.message}`));
session.on('close', () => finish('closed by the peer'));

function submitWhileThereIsRoom() {
  while (submitted < count && submitted - answered < window) {
    submitted += 1;
    session.submit_sm({
      source_addr_ton: 5,
      source_addr: 'ACME',
      dest_addr_ton: 1,
      dest_addr_npi: 1,
      destination_addr: `447700${String(900000 + submitted)}`,
      registered_delivery: 1,
      short_message: `message ${submitted}`,
    }, onAnswer);
  }
}

function onAnswer(pdu) {
  answered += 1;
  if (pdu.command_status !== 0) rejected += 1;
  else if (accepted.has(pdu.message_id)) duplicateIds += 1;
  else accepted.set(pdu.message_id, 0);
  submitWhileThereIsRoom();
  unbindWhenDone();
}

session.on('deliver_sm', (pdu) => {
  session.send(pdu.response());
  const text = pdu.short_message.message.toString();
  const fromText = /\bid:(\S+)/.exec(text);
  const state = /\bstat:(\S+)/.exec(text);
  const id = pdu.receipted_message_id ?? (fromText && fromText[1]);
  if (!fromText || !state || id !== fromText[1]) finish(`not a receipt that both its text and its TLV agree on: ${text}`);
  received += 1;
  states[state[1]] = (states[state[1]] ?? 0) + 1;
  if (accepted.has(id)) accepted.set(id, accepted.get(id) + 1);
  else early.push(id);
  unbindWhenDone();
});

function unbindWhenDone() {
  if (answered < count || received < accepted.size) return;
  session.unbind(() => {
    clearTimeout(deadline);
    session.removeAllListeners('close');
    session.close(() => finish('done'));
  });
}

session.on('enquire_link', (pdu) => session.send(pdu.response()));

session.bind_transceiver({ system_id: systemId, password, interface_version: 0x34 }, (pdu) => {
  if (pdu.command_status !== 0) finish(`bind refused: ${pdu.command_status}`);
  submitWhileThereIsRoom();
});
