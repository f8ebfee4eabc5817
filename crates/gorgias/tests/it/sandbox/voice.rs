use gorgias::resources::voice::{self, CallEventType, CallStatus, RecordingType};

use super::{sandbox, whole};

#[tokio::test]
async fn calls_their_events_and_recordings_are_read() {
    let (sandbox, client) = sandbox().await;
    let calls = whole(&client, voice::list_calls()).await;
    assert!(calls.windows(2).all(|pair| pair[0].created_datetime >= pair[1].created_datetime));
    let recorded = calls.iter().find(|call| call.has_call_recording == Some(true)).unwrap();
    assert!(calls.iter().all(|call| !matches!(call.status, None | Some(CallStatus::Other(_)))));
    assert_eq!(client.send(voice::get_call(recorded.id)).await.unwrap(), *recorded);
    let of_ticket = whole(&client, voice::list_calls().ticket_id(recorded.ticket_id.unwrap())).await;
    assert!(of_ticket.contains(recorded));

    let events = whole(&client, voice::list_events().call_id(recorded.id)).await;
    assert!(events.windows(2).all(|pair| pair[0].created_datetime <= pair[1].created_datetime));
    assert!(
        events.iter().all(|event| !matches!(event.kind, None | Some(CallEventType::Other(_)))),
        "{events:?}"
    );
    assert_eq!(client.send(voice::get_event(events[0].id)).await.unwrap(), events[0]);

    let recordings = whole(&client, voice::list_recordings().call_id(recorded.id)).await;
    let recording = recordings.iter().find(|it| it.kind == Some(RecordingType::CallRecording)).unwrap();
    client.send(voice::delete_recording(recording.id)).await.unwrap();
    let deleted = client.send(voice::get_recording(recording.id)).await.unwrap();
    assert!(deleted.deleted_datetime.is_some());
    sandbox.stop().await;
}
