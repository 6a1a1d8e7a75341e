<?php
// Receives the webhooks of a twinning service, and checks who sent them. Try it with
//
//     TWINNING_WEBHOOK_SECRET=whsec_… php -S 127.0.0.1:8000 webhook-receiver.php
//
// A message says only that there is something new: fetch the changes from your own position then.
$key = base64_decode(substr(getenv('TWINNING_WEBHOOK_SECRET'), strlen('whsec_')));
$body = file_get_contents('php://input', false, null, 0, 4096);
$id = $_SERVER['HTTP_WEBHOOK_ID'] ?? '';
$sent = $_SERVER['HTTP_WEBHOOK_TIMESTAMP'] ?? '';
$expected = 'v1,' . base64_encode(hash_hmac('sha256', "$id.$sent.$body", $key, true));
$isSigned = false; // there are two signatures while a secret is changed
foreach (explode(' ', $_SERVER['HTTP_WEBHOOK_SIGNATURE'] ?? '') as $signature) {
    $isSigned = hash_equals($expected, $signature) || $isSigned;
}
$isNew = ctype_digit($sent) && abs(time() - (int) $sent) < 300; // an old message may be a repeated one
http_response_code($isSigned && $isNew ? 204 : 401);
if ($isSigned && $isNew) {
    error_log(json_decode($body, true)['data']['changes'] ?? 'a test');
}
