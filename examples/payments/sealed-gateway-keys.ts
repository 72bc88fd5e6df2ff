/*
 * Output of kubeseal for the gateway key of each environment. Ciphertext may be kept in version control: only the
 * controller of the cluster that it was sealed for can open it, and only under this name in this namespace.
 *
 *   printf %s "$KEY" | kubeseal --raw --namespace payments-production --name payments-gateway
 *
 * These two were sealed for clusters that do not exist.
 */
export const sealedGatewayKeys = {
  staging: [
    'AgA4EUgFjm61uvJpaxQXjWHe21fr70uE6CPj0z83dFtvbWkMA6Q1/P1b/+lkXz5aVZ3TAxNyzfiv16idwaGRu4vTii1qKxh9Mn/O',
    '+aqTImBafDBs8UEiq3KVyEjii0zTLjSPXGQAB7oY5rglRqhhm3Sw6ceeU5DitVLOEpNzMGwXLJTrLl6zk+/t8MTgU+7+hqMVrvwC',
    '2VjD1owa7qLdc0obj4BpCgLDOBwBfGK1ec7vixHRE79ytiRcIyZQDryQ0t3We77zhe9rz1bdxONawxEF0eiEYdqmVsvUGPpIPEpp',
    'PGYLtN0G2o3CO9IND0mHEbVdEC5/zRI4Ni6dMlIBP0DzEazMQn9WWDoYNu2uQABitpy0x0lhNBeFyAfKW0+cY2D0d4DhxECuR1B1',
    'f6FzSMYasGFIMZDCJ0BkEqY8QHdT84eKNJOYcxP91KEcIBWkRHckHCqYghEEo+ArrlHhPX8skfYOYTQ7h+hshrKhE6uXkLmAB4+6',
    'U0KzSlsbuevRIkffbTHRCq660Vxn7hETToZj38EURSr+wvWCkWwezALMtiRW0r+BWHHFME1Ghof9RmzBWaO+sFksEk7jdjnlxl9T',
    'vytXIr+RJPMIOJ/HyANriii7G2RMRCiO4XzQKUZmG2iKCcGPiq9ZPpAEUW3i6xB5KVogJ5XPWQkf0KsbMbLp/K+xnHOBvDT3YBpf',
    'D7AW9rVn4nwXXCetACfMiwHGtRdZl2p4mEZCoeU11aFVBzVnmQhErqMX2xA3m5D7',
  ].join(''),
  production: [
    'AgCvyt0f9E0GdxzqRR8Rbczpx6woGs0qhfLN/aAuSWBSPe5N2fzxZN41Bx1wNQORxHea8bxYtW86ZfJVMqkjeVltx9FyMlaKindr',
    'ULZo0z967EbnaC7ycMfmS4zdHt5fy1ecr/lnPSYSxOlDsi+IqmN3kQg1OEMPto+c+lOKiLPvx3wnJCX7WvEtNBoI6jpAiVnYS/Vv',
    'WdzPvgXFX5tKsWtIQLb3fqc+ojpJCGNSe8oSXjGFJC2x2vS+65Oz0O5niIoAyKYeA3S48jGhIEuIJ448Rq3vyAlRyaBzSl45zM+O',
    'EPo8UCPJs4d2xa3vsoNOjwIMXzv2ScqfT4p/3vlWaIxWc+2+LftHaw9IfOafagQBsDDg7REmMq9eFMttphdotzoO5EojYzjz0gZY',
    'cpTu0vTdfWM4l2MolJhCdQL8iYkzy/LBOQ24bqUDasRFvH3hZlr8jVuHb0YBPv4bLSV5BUDD2xVyHuP65xgqGksryUj78w76qnbW',
    'DLFYM/W9JerCtw196PLOw5KVEbFtXDQqGNVIk9Ni5vBrT5zLIQ1lUthYudcBzChnIBZQNPs5Yd968H8OoUI6hVdk5khGvjIK0U68',
    'NoMGsMnWk0ZC4ZsPJc8zAtABRV6Glkuq7ZClaxhVeWNxcWQOp5QXzhb6HdfYfMLWmDiBNIFe2ME+dk1oxbd2cV6pObma6+uT/blX',
    'MV72sTcAqqehEhDNhjvkrMyNXBDwHvRBCtudmzFdhvJdrGk9taX/nHrm4Hu83q+x',
  ].join(''),
};
